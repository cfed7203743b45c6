// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The verbs of "feature", one function each, and what they share.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "commands/context.hpp"
#include "model/feature.hpp"
#include "render/matrix.hpp"

namespace bpflens::commands {

void add_feature_probe(CLI::App& feature, Invocation& chosen);
void add_feature_helpers(CLI::App& feature, Invocation& chosen);
void add_feature_kfuncs(CLI::App& feature, Invocation& chosen);
void add_feature_list_builtins(CLI::App& feature, Invocation& chosen);
void add_feature_check(CLI::App& feature, Invocation& chosen);
void add_feature_save(CLI::App& feature, Invocation& chosen);
void add_feature_diff(CLI::App& feature, Invocation& chosen);

// The values with these names, all if there are no names. An unknown name is a UsageError that names near ones.
std::vector<kernel::NamedValue> chosen_values(kernel::Prober& prober, kernel::Vocabulary of,
                                              const std::vector<std::string>& names);

// ": did you mean ...?" with what shares a piece with the word, or everything if nothing does and there isn't much.
std::string near_words(const std::string& word, const std::vector<kernel::NamedValue>& known);

// Asks for every pair of the types and helpers.
std::vector<model::TypeHelpers> ask_helpers(kernel::Prober& prober, const std::vector<kernel::NamedValue>& types,
                                            const std::vector<kernel::NamedValue>& helpers);

// A grid as wide as the terminal, or CSV where standard output goes elsewhere.
void print_matrix(Context& context, const render::Matrix& matrix);

}  // namespace bpflens::commands
