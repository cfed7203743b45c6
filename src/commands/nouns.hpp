// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The nouns of the command line; each adds itself and its verbs to the tree.
#pragma once

#include <CLI/CLI.hpp>

#include "commands/context.hpp"

namespace bpflens::commands {

void add_prog(CLI::App& root, Invocation& chosen);
void add_pin(CLI::App& root, Invocation& chosen);
void add_link(CLI::App& root, Invocation& chosen);
void add_net(CLI::App& root, Invocation& chosen);
void add_cgroup(CLI::App& root, Invocation& chosen);
void add_map(CLI::App& root, Invocation& chosen);
void add_feature(CLI::App& root, Invocation& chosen);
void add_object(CLI::App& root, Invocation& chosen);
void add_btf(CLI::App& root, Invocation& chosen);
void add_version(CLI::App& root, Invocation& chosen);

// What "version" and "--version" print. Returns the exit code.
int print_version(Context& context);
void add_perf(CLI::App& root, Invocation& chosen);

}  // namespace bpflens::commands
