// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// -o, --fields, -q and --no-headers, for every verb that lists.
#pragma once

#include <string>

#include "commands/context.hpp"

namespace bpflens::cli {

// Runs what was chosen, and prints what it lists in the form asked for. Throws UsageError, before anything has run,
// where the options make no sense for this verb ("prog list").
int run_in_form(const commands::Invocation& chosen, const std::string& verb, commands::Context& context);

}  // namespace bpflens::cli
