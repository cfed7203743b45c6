// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The verbs of "link", one function each.
#pragma once

#include <CLI/CLI.hpp>

#include "commands/context.hpp"

namespace bpflens::commands {

void add_link_list(CLI::App& link, Invocation& chosen);
void add_link_detach(CLI::App& link, Invocation& chosen);
void add_link_update(CLI::App& link, Invocation& chosen);

}  // namespace bpflens::commands
