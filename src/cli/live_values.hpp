// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What completion asks of the kernel: objects, pins, and the names of types and helpers. What may not be asked adds
// nothing.
#pragma once

#include <CLI/CLI.hpp>
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

// The values of an option of that command, by what it takes.
void add_option_values(const CLI::Option& option, const CLI::App& command, const std::string& partial,
                       kernel::Kernel& kernel, Candidates& candidates);

}  // namespace bpflens::cli
