// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What completion asks of the kernel and of files that the line names: objects, pins, devices, control groups, and the
// names of types and helpers. What may not be asked adds nothing.
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <string>
#include <vector>

#include "kernel/kernel.hpp"

namespace bpflens::cli {

struct Candidate {
  std::string word;
  std::string description;
};
using Candidates = std::vector<Candidate>;

// For a place where an object must be named (PROG, MAP, LINK): by the bpftool word before it ("id"), if any; pins where
// a path has begun.
void add_objects(const std::string& argument, const std::string& by, const std::string& partial, kernel::Kernel& kernel,
                 Candidates& candidates);

// What stands on the line before the word that is completed.
struct Line {
  const CLI::App* command;
  std::vector<std::string> arguments;                             // that belong to no option
  std::map<const CLI::Option*, std::vector<std::string>> values;  // of options
};

// Two words that name one object ("id 12") become one.
std::vector<std::string> without_reference_words(std::vector<std::string> words);

// The values of an option of the line's command, by what it takes.
void add_option_values(const CLI::Option& option, const Line& line, const std::string& partial, kernel::Kernel& kernel,
                       Candidates& candidates);

// The control groups that CGROUP may name.
void add_cgroups(const std::string& partial, kernel::Kernel& kernel, Candidates& candidates);

}  // namespace bpflens::cli
