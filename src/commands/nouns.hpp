// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The nouns' verbs; each noun is a row of cli/app.cpp.
#pragma once

#include <CLI/CLI.hpp>

#include "commands/context.hpp"

namespace bpflens::commands {

void add_prog_verbs(CLI::App& prog, Invocation& chosen);
void add_map_verbs(CLI::App& map, Invocation& chosen);
void add_pin_verbs(CLI::App& pin, Invocation& chosen);
void add_link_verbs(CLI::App& link, Invocation& chosen);
void add_net_verbs(CLI::App& net, Invocation& chosen);
void add_cgroup_verbs(CLI::App& cgroup, Invocation& chosen);
void add_feature_verbs(CLI::App& feature, Invocation& chosen);
void add_perf_verbs(CLI::App& perf, Invocation& chosen);
void add_object_verbs(CLI::App& object, Invocation& chosen);
void add_btf_verbs(CLI::App& btf, Invocation& chosen);

// Verbs without a noun.
void add_doctor(CLI::App& root, Invocation& chosen);
void add_version(CLI::App& root, Invocation& chosen);

// What "version" and "--version" print. Returns the exit code.
int print_version(Context& context);

}  // namespace bpflens::commands
