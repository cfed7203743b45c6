// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The command tree as a value: parser, help, man pages and completion all come from it.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "commands/context.hpp"

namespace bpflens::cli {

// The tree; parsing it fills in the invocation. A noun that the arguments can't mean is left without verbs, which saves
// a third of start-up; without arguments the tree is whole.
std::unique_ptr<CLI::App> build_app(commands::Invocation& chosen, const std::vector<std::string>& arguments = {});

}  // namespace bpflens::cli
