// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The verbs of "map", one file each.
#pragma once

#include <CLI/CLI.hpp>

#include "commands/context.hpp"

namespace bpflens::commands {

void add_map_list(CLI::App& map, Invocation& chosen);
void add_map_dump(CLI::App& map, Invocation& chosen);            // dump, count
void add_map_transfer_verbs(CLI::App& map, Invocation& chosen);  // export, import
void add_map_variable_verbs(CLI::App& map, Invocation& chosen);  // get, set
void add_map_watch(CLI::App& map, Invocation& chosen);
void add_map_event_pipe(CLI::App& map, Invocation& chosen);
void add_map_create(CLI::App& map, Invocation& chosen);
void add_map_read_verbs(CLI::App& map, Invocation& chosen);    // lookup, getnext, peek, pop
void add_map_change_verbs(CLI::App& map, Invocation& chosen);  // update, delete, push, freeze

}  // namespace bpflens::commands
