// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The parts of the man pages that the command tree knows: commands, their options and examples.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace bpflens::cli {

// mdoc for one noun ({"prog"}) or for the options every command has and the verbs without a noun ({}).
std::string man_options(const CLI::App& root, const std::vector<std::string>& noun);

}  // namespace bpflens::cli
