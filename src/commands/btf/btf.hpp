// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The verbs of "btf".
#pragma once

#include <CLI/CLI.hpp>

#include "commands/context.hpp"

namespace bpflens::commands {

void add_btf_dump(CLI::App& btf, Invocation& chosen);

}  // namespace bpflens::commands
