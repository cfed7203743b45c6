// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Completion: the candidates for the last of some words, read off the live command tree.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "commands/context.hpp"

namespace bpflens::cli {

// Writes one candidate a line, "word<tab>description", for the last of the words (which may be empty).
// Never an error: what can't be asked of the kernel adds no candidates. The words before are parsed into the tree.
void complete(CLI::App& root, const commands::Invocation& chosen, std::vector<std::string> words,
              commands::Context& context);

}  // namespace bpflens::cli
