// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Reading a stream of events to its end: what the verbs that print events have in common.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "btf/buffer.hpp"
#include "commands/context.hpp"
#include "commands/perf/comms.hpp"
#include "commands/perf/conditions.hpp"
#include "commands/perf/event_names.hpp"
#include "commands/perf/kernel_scopes.hpp"
#include "commands/perf/rate_lines.hpp"
#include "commands/perf/reading_options.hpp"
#include "commands/perf/sorting.hpp"
#include "render/event.hpp"

namespace bpflens::commands {

// What is read.
struct ReadingSource {
  std::vector<model::Map> maps;
  std::vector<model::Program> programs;  // to look for the types of the records in
  std::string object;                    // the file they were loaded from; may be empty
  bool packets = false;                  // events are packets, and belong to no process
};

// Prints a stream's events until the user, the command or a limit ends it, then a summary on standard
// error: also when writing fails.
class Reading {
 public:
  Reading(Context& context, const ReadingOptions& options, const ReadingSource& source);

  // Whether programs judge their events themselves: what they wrote before they were told the scope isn't in it.
  bool asks_programs() const;

  // The child is the command whose end ends the stream; may be null. Returns how it ended.
  int run(kernel::EventStream& stream, kernel::Stop& stop, kernel::Child* child);

 private:
  enum class Fate { shown, own, outside, unresolved, unmatched };

  void choose_scopes(const ReadingSource& source);
  void make_writer();
  void pump(kernel::EventStream& stream, kernel::Stop& stop, kernel::Child* child);
  std::size_t print(kernel::EventStream& stream, std::chrono::milliseconds timeout);
  void take(const model::Event& event);
  Fate fate_of(const model::Event& event);
  model::Event identified(const model::Event& line, std::string_view& comm) const;
  void emit(const model::Event& event);
  std::string_view container(const model::Event& event);
  void write_out(bool at_end);
  void summarise() const;
  bool enough() const { return options_.count != 0 && received_ >= options_.count; }
  std::chrono::milliseconds time_left() const;
  std::chrono::milliseconds longest_wait() const;

  Context& context_;
  const ReadingOptions& options_;
  EventNames names_;
  std::vector<DecodedSource> decoded_;
  std::vector<render::EventSource> sources_;
  std::optional<std::size_t> network_member_;  // where records of packets say their network namespace
  std::vector<bool> judged_in_kernel_;         // by source
  Places places_;
  Scope scope_;
  KernelScopes kernel_scopes_;
  Conditions conditions_;
  Output output_;
  Sorting sorting_;
  std::optional<RateLines> rate_;
  std::unique_ptr<render::EventWriter> writer_;
  Comms comms_;
  std::int32_t own_pid_;
  btf::Buffer text_;  // reused
  std::chrono::steady_clock::time_point end_;
  std::uint64_t received_ = 0;
  std::uint64_t own_ = 0;
  std::uint64_t left_out_ = 0;
  std::uint64_t unresolved_ = 0;
  std::uint64_t lost_ = 0;
  std::uint64_t gaps_ = 0;  // losses without a number
  std::uint64_t not_decoded_ = 0;
  std::uint64_t first_time_ = 0;
  std::uint64_t last_time_ = 0;
  bool counts_losses_ = true;  // all sources do
  bool packets_;
};

}  // namespace bpflens::commands
