// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#pragma once

#include <CLI/CLI.hpp>

#include "commands/context.hpp"

namespace bpflens::cli {

// "batch": the one verb that runs others.
void add_batch(CLI::App& root, commands::Invocation& chosen);

}  // namespace bpflens::cli
