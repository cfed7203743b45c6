// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The command tree as a value: parser, help, man pages and completion all come from it.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>

#include "commands/context.hpp"

namespace bpflens::cli {

// The tree; parsing it fills in the invocation.
std::unique_ptr<CLI::App> build_app(commands::Invocation& chosen);

}  // namespace bpflens::cli
