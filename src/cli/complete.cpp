// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Follows the plain words down the tree, then offers what may come next there.
#include "cli/complete.hpp"

#include "cli/words.hpp"
#include "render/escape.hpp"

namespace bpflens::cli {
namespace {

using Candidates = std::vector<std::pair<std::string, std::string>>;

const CLI::App& follow(const CLI::App& root, const std::vector<std::string>& words) {
  const CLI::App* app = &root;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (words[i].starts_with("-"))
      i += values_taken(*app, words[i]);
    else if (const CLI::App* next = command_named(*app, words[i]))
      app = next;
  }
  return *app;
}

void add_options(const CLI::App& app, Candidates& candidates) {
  for (const CLI::App* at = &app; at != nullptr; at = at->get_parent())
    for (const CLI::Option* option : at->get_options())
      for (const std::string& name : option->get_lnames())
        candidates.emplace_back("--" + name, option->get_description());
}

void add_commands(const CLI::App& app, Candidates& candidates) {
  for (const CLI::App* command : visible_commands(app))
    for (const std::string& name : names_of(*command)) candidates.emplace_back(name, command->get_description());
}

}  // namespace

void complete(const CLI::App& root, std::vector<std::string> words, commands::Context& context) {
  if (words.empty()) words.emplace_back();
  const CLI::App& app = follow(root, words);
  const std::string& partial = words.back();
  Candidates candidates;
  if (partial.starts_with("-"))
    add_options(app, candidates);
  else
    add_commands(app, candidates);
  for (const auto& [word, description] : candidates)
    if (word.starts_with(partial))
      context.out << render::printable(word) << '\t' << render::printable(description) << '\n';
}

}  // namespace bpflens::cli
