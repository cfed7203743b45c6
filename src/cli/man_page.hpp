// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The parts of the man pages that the command tree, the schemas and the table of bpftool's words know.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "commands/context.hpp"

namespace bpflens::cli {

// mdoc for one noun ({"prog"}) or for the options every command has and the verbs without a noun ({}). Parts are
// "__man": the commands with their options and examples, "__man_fields": the section on JSON, or nothing where there
// are no lists, and "__man_compatibility": bpftool's words.
std::string man_part(const CLI::App& root, const commands::Invocation& chosen, const std::string& part,
                     const std::vector<std::string>& noun);

}  // namespace bpflens::cli
