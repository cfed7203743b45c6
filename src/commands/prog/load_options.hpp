// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The options of "prog load" and "prog loadall", and what they ask the loader for.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "commands/context.hpp"

namespace bpflens::commands {

struct LoadOptions {
  std::string object;
  std::string path;  // of the pin, or of the directory of pins; may be empty where nothing is pinned
  std::string type;
  std::string device;
  std::string map_directory;
  std::vector<std::string> maps;
  std::vector<std::string> variables;
  std::vector<std::string> only;
  std::vector<std::string> targets;
  std::string log;  // where the verifier's log goes
  std::uint32_t log_level = 0;
  bool attach = false;
  bool replace = false;
  bool keep_going = false;
  bool dry_run = false;
  bool hold = false;
  bool parents = false;
  bool mount = false;
};

void declare_load(CLI::App& app, LoadOptions& options);

// Throws UsageError when the options don't go together.
void check(const LoadOptions& options, bool all);

kernel::LoadRequest request_of(const LoadOptions& options, Context& context);

// What each program is to be attached to: by name, and under "" for all others.
std::map<std::string, std::string> targets_of(const LoadOptions& options);

}  // namespace bpflens::commands
