// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The whole program but for the process around it: arguments in, exit code out.
#pragma once

#include <ostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "commands/context.hpp"
#include "kernel/kernel.hpp"

namespace bpflens::cli {

// Parses the arguments (without the program's name), runs the command and maps whatever happens to the
// exit codes of commands::ExitCode. The only place that catches. A reader that closed standard output
// (EPIPE) ends the command quietly with 0; any other failure to write is an error.
int run(const std::vector<std::string>& arguments, kernel::Kernel& kernel, std::ostream& out, std::ostream& err);

// The same for a command of a batch: it begins with the context's global options, and what can't be written ends all.
int run_within(const std::vector<std::string>& words, commands::Context& context);

// Whether the arguments ask for debug messages; main needs to know before anything runs.
bool wants_debug(const std::vector<std::string>& arguments);

}  // namespace bpflens::cli
