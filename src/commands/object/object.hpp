// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The verbs of "object".
#pragma once

#include <CLI/CLI.hpp>

#include "commands/context.hpp"

namespace bpflens::commands {

void add_object_show(CLI::App& object, Invocation& chosen);
void add_object_dump(CLI::App& object, Invocation& chosen);
void add_object_diff(CLI::App& object, Invocation& chosen);
void add_object_compile(CLI::App& object, Invocation& chosen);
void add_object_extract(CLI::App& object, Invocation& chosen);
void add_object_upgrade(CLI::App& object, Invocation& chosen);

}  // namespace bpflens::commands
