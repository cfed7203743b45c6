// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Reading a stream of events to its end: what "perf stream" and "perf run" have in common.
#pragma once

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "btf/buffer.hpp"
#include "commands/context.hpp"
#include "commands/perf/record_choice.hpp"
#include "render/event.hpp"

namespace bpflens::commands {

struct ReadingOptions {
  std::string type;                    // of the records; empty: to be found out
  std::string fields;                  // members to show, with commas between; empty: all
  std::uint64_t count = 0;             // events after which to end; 0: no limit
  double duration = 0;                 // seconds after which to end; 0: no limit
  unsigned latency = 100;              // milliseconds
  std::uint64_t buffer = 1024 * 1024;  // bytes per CPU
  bool own = false;                    // show the events that this process causes itself
};

void declare_reading(CLI::App& app, ReadingOptions& options);

// What to ask the kernel for.
kernel::StreamOptions stream_options(const ReadingOptions& options);

// What processes call themselves, remembered: a command that sends many events is looked up once a second.
class Comms {
 public:
  explicit Comms(kernel::Processes& processes) : processes_(processes) {}

  // The name at the time of an event; the last known one when the process has gone. Valid until the next call.
  const std::string& of(std::int32_t pid, std::uint64_t time);

  void learn(const model::Naming& naming, std::uint64_t now);

 private:
  struct Known {
    std::string comm;
    std::uint64_t asked_at = 0;
  };
  kernel::Processes& processes_;
  std::unordered_map<std::int32_t, Known> known_;
};

// Prints a stream's events until the user, the command or a limit ends it, then a summary on standard
// error: also when writing fails.
class Reading {
 public:
  // The programs are those to look for the types of the records in.
  Reading(Context& context, const ReadingOptions& options, const std::vector<model::Map>& maps,
          const std::vector<model::Program>& programs);

  // The child is the command whose end ends the stream; may be null.
  void run(kernel::EventStream& stream, kernel::Stop& stop, kernel::Child* child);

 private:
  void pump(kernel::EventStream& stream, kernel::Stop& stop, kernel::Child* child);
  bool print(kernel::EventStream& stream, std::chrono::milliseconds timeout);
  bool add(const model::Event& event);
  void summarise() const;
  bool enough() const { return options_.count != 0 && received_ >= options_.count; }
  std::chrono::milliseconds time_left() const;

  Context& context_;
  const ReadingOptions& options_;
  std::vector<render::EventSource> sources_;
  std::unique_ptr<render::EventWriter> writer_;
  Comms comms_;
  std::int32_t own_pid_;
  btf::Buffer text_;  // reused
  std::chrono::steady_clock::time_point end_;
  std::uint64_t received_ = 0;
  std::uint64_t own_ = 0;
  std::uint64_t lost_ = 0;
  std::uint64_t not_decoded_ = 0;
  std::uint64_t first_time_ = 0;
  std::uint64_t last_time_ = 0;
};

}  // namespace bpflens::commands
