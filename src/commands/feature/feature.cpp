// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "feature": what the running kernel can do.
#include "commands/feature/feature.hpp"

#include <algorithm>
#include <optional>

#include "commands/nouns.hpp"

namespace bpflens::commands {
namespace {

std::string noun_of(kernel::Vocabulary of) {
  switch (of) {
    case kernel::Vocabulary::program_types:
      return "program type";
    case kernel::Vocabulary::map_types:
      return "map type";
    case kernel::Vocabulary::helpers:
      return "helper";
    case kernel::Vocabulary::attach_types:
      return "attach type";
    case kernel::Vocabulary::link_types:
      return "link type";
    case kernel::Vocabulary::map_flags:
      return "map flag";
    case kernel::Vocabulary::btf_kinds:
      return "BTF kind";
  }
  return "name";
}

}  // namespace

std::string near_words(const std::string& word, const std::vector<kernel::NamedValue>& known) {
  std::string near;
  std::string all;
  for (const kernel::NamedValue& value : known) {
    all += (all.empty() ? "" : ", ") + value.name;
    if (value.name.find(word) != std::string::npos) near += (near.empty() ? "" : ", ") + value.name;
  }
  if (!near.empty()) return ": did you mean " + near + "?";
  return known.size() < 100 ? ": there are " + all : "";
}

std::vector<kernel::NamedValue> chosen_values(kernel::Prober& prober, kernel::Vocabulary of,
                                              const std::vector<std::string>& names) {
  const std::vector<kernel::NamedValue> known = prober.values(of);
  if (names.empty()) return known;
  std::vector<kernel::NamedValue> chosen;
  for (const std::string& name : names) {
    const auto found = std::find_if(known.begin(), known.end(), [&](const kernel::NamedValue& value) {
      return value.name == name || (of == kernel::Vocabulary::helpers && value.name == "bpf_" + name);
    });
    if (found == known.end()) throw UsageError("unknown " + noun_of(of) + " '" + name + "'" + near_words(name, known));
    chosen.push_back(*found);
  }
  return chosen;
}

std::vector<model::TypeHelpers> ask_helpers(kernel::Prober& prober, const std::vector<kernel::NamedValue>& types,
                                            const std::vector<kernel::NamedValue>& helpers) {
  std::vector<kernel::HelperQuestion> questions;
  for (const auto& type : types)
    for (const auto& helper : helpers) questions.push_back({type.value, helper.value});
  std::vector<model::HelperSupport> answers = prober.helpers(questions);
  std::vector<model::TypeHelpers> all;
  auto answer = answers.begin();
  for (const auto& type : types) {
    model::TypeHelpers& row = all.emplace_back(model::TypeHelpers{type.value, type.name, {}});
    for (const auto& helper : helpers) row.helpers.push_back({helper.value, helper.name, std::move(*answer++)});
  }
  return all;
}

void print_matrix(Context& context, const render::Matrix& matrix) {
  context.out << (context.look.width ? render::grid(matrix, *context.look.width) : render::csv(matrix));
}

void add_feature_verbs(CLI::App& feature, Invocation& chosen) {
  add_feature_probe(feature, chosen);
  add_feature_helpers(feature, chosen);
  add_feature_kfuncs(feature, chosen);
  add_feature_list_builtins(feature, chosen);
  add_feature_check(feature, chosen);
  add_feature_save(feature, chosen);
  add_feature_diff(feature, chosen);
}

}  // namespace bpflens::commands
