// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// From what people type to what the parser knows: prefixes of nouns and verbs, "help", a noun without
// a verb, and bpftool's words.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace bpflens::cli {

// The arguments in the tree's own terms. Throws commands::UsageError for a noun or verb that is unknown
// (with the nearest ones) or a prefix of several (with all of them).
std::vector<std::string> canonical(const std::vector<std::string>& arguments, const CLI::App& root);

// The option of the command or of those above it; null when there is none.
const CLI::Option* option_named(const CLI::App& app, const std::string& name);

// How many of the words that follow an option it takes: 0 for flags, unknown options and "--x=y".
std::size_t values_taken(const CLI::App& app, const std::string& option);

// The subcommands that people see, in the order they were added.
std::vector<const CLI::App*> visible_commands(const CLI::App& app);

// The subcommand with exactly that name or alias; null when there is none.
const CLI::App* command_named(const CLI::App& app, const std::string& word);

// The words that name a subcommand: its name and aliases.
std::vector<std::string> names_of(const CLI::App& app);

}  // namespace bpflens::cli
