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

// The values with these names, all if there are no names. An unknown name is a UsageError that names near ones.
std::vector<kernel::NamedValue> chosen_values(kernel::Prober& prober, kernel::Vocabulary of,
                                              const std::vector<std::string>& names);

// Asks for every pair of the types and helpers.
std::vector<model::TypeHelpers> ask_helpers(kernel::Prober& prober, const std::vector<kernel::NamedValue>& types,
                                            const std::vector<kernel::NamedValue>& helpers);

// A grid as wide as the terminal, or CSV where standard output goes elsewhere.
void print_matrix(Context& context, const render::Matrix& matrix);

}  // namespace bpflens::commands
