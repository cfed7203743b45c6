// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The verbs of "prog", one function each.
#pragma once

#include <CLI/CLI.hpp>

#include "commands/context.hpp"

namespace bpflens::commands {

void add_prog_list(CLI::App& prog, Invocation& chosen);
void add_prog_load(CLI::App& prog, Invocation& chosen);
void add_prog_loadall(CLI::App& prog, Invocation& chosen);
void add_prog_dump(CLI::App& prog, Invocation& chosen);
void add_prog_run(CLI::App& prog, Invocation& chosen);
void add_prog_attach(CLI::App& prog, Invocation& chosen);
void add_prog_detach(CLI::App& prog, Invocation& chosen);
void add_prog_tracelog(CLI::App& prog, Invocation& chosen);
void add_prog_unload(CLI::App& prog, Invocation& chosen);
void add_prog_stats(CLI::App& prog, Invocation& chosen);
void add_prog_top(CLI::App& prog, Invocation& chosen);
void add_prog_profile(CLI::App& prog, Invocation& chosen);

}  // namespace bpflens::commands
