// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// An object's programs loaded, attached, listened to, and gone again.
#pragma once

#include <string>
#include <vector>

#include "commands/context.hpp"
#include "commands/perf/reading_options.hpp"

namespace bpflens::commands {

struct ObjectRun {
  std::string object;  // a file, or the name of one of our own
  bool built_in = false;
  bool packets = false;              // its events are packets
  std::vector<std::string> maps;     // to read; empty: all that carry events
  std::vector<std::string> command;  // whose end is the end; may be empty
};

int run_object(const ObjectRun& run, const ReadingOptions& options, Context& context);

}  // namespace bpflens::commands
