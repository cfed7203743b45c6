// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The verbs of "pin", and "pin" as a verb of the nouns that can be pinned.
#pragma once

#include <CLI/CLI.hpp>

#include "commands/context.hpp"

namespace bpflens::commands {

void add_pin_list(CLI::App& pin, Invocation& chosen);
void add_pin_add(CLI::App& pin, Invocation& chosen);
void add_pin_remove(CLI::App& pin, Invocation& chosen);
void add_pin_tree(CLI::App& pin, Invocation& chosen);
void add_pin_move(CLI::App& pin, Invocation& chosen);
void add_pin_gc(CLI::App& pin, Invocation& chosen);

// bpftool's "prog pin", "map pin" and "link pin".
void add_prog_pin(CLI::App& prog, Invocation& chosen);
void add_map_pin(CLI::App& map, Invocation& chosen);
void add_link_pin(CLI::App& link, Invocation& chosen);

}  // namespace bpflens::commands
