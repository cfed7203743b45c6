// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "map event_pipe".
#pragma once

#include <CLI/CLI.hpp>

#include "commands/context.hpp"

namespace bpflens::commands {

void add_map_event_pipe(CLI::App& map, Invocation& chosen);

}  // namespace bpflens::commands
