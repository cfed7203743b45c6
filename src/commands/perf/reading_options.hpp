// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The options that every verb which prints a stream of events has.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>

#include "commands/perf/output.hpp"
#include "commands/perf/record_choice.hpp"
#include "commands/perf/scope.hpp"
#include "kernel/events.hpp"

namespace bpflens::commands {

struct ReadingOptions {
  DecodeOptions decode;
  ScopeOptions scope;
  OutputOptions output;
  std::string where;
  std::uint64_t count = 0;             // events after which to end; 0: no limit
  double duration = 0;                 // seconds after which to end; 0: no limit
  unsigned sort = 0;                   // milliseconds to hold events back for their order
  unsigned latency = 100;              // milliseconds
  std::string poll;                    // milliseconds or "busy"; empty: wait to be woken
  std::uint64_t buffer = 1024 * 1024;  // bytes per CPU
  bool own = false;                    // show the events that this process causes itself
  bool rate = false;
  bool containers = false;
  bool printed = false;
  bool mount = false;
};

void declare_reading(CLI::App& app, ReadingOptions& options);

// What to ask the kernel for. Throws UsageError.
kernel::StreamOptions stream_options(const ReadingOptions& options);

}  // namespace bpflens::commands
