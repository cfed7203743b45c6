// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The verbs of "perf"; each adds itself to the noun.
#pragma once

#include <CLI/CLI.hpp>

#include "commands/context.hpp"

namespace bpflens::commands {

void add_perf_list(CLI::App& perf, Invocation& chosen);
void add_perf_stream(CLI::App& perf, Invocation& chosen);
void add_perf_trace(CLI::App& perf, Invocation& chosen);
void add_perf_run(CLI::App& perf, Invocation& chosen);

}  // namespace bpflens::commands
