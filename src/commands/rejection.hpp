// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Failures of the kernel's, as far as commands report them more fully than by a message.
#pragma once

#include <string>

#include "commands/context.hpp"
#include "kernel/error.hpp"

namespace bpflens::commands {

// Reports a failed call; what the verifier rejected with a report read out of its log, which goes where
// Globals::verifier_log says. Returns the code.
int report_failure(Context& context, const kernel::Failure& failure, ExitCode code);

// Writes the verifier's log where the globals say, if they do.
void write_verifier_log(Context& context, const std::string& log);

}  // namespace bpflens::commands
