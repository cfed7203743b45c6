// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Follows the plain words down the tree, then offers what may come next there.
#include "cli/complete.hpp"

#include <algorithm>

#include "cli/bpftool_words.hpp"
#include "cli/live_values.hpp"
#include "cli/words.hpp"
#include "render/escape.hpp"

namespace bpflens::cli {
namespace {

// Where the words before the last one lead.
struct Place {
  const CLI::App* app;
  std::vector<std::string> positionals;         // the words after the verb that belong to no option
  const CLI::Option* waiting_option = nullptr;  // the last word is this option's value
};

// The command a word means, shortened or not; null when it means none or several.
const CLI::App* command_meant(const CLI::App& app, const std::string& word) {
  if (const CLI::App* exact = command_named(app, word)) return exact;
  const CLI::App* meant = nullptr;
  for (const CLI::App* command : visible_commands(app))
    for (const std::string& name : names_of(*command))
      if (name.starts_with(word)) {
        if (meant != nullptr && meant != command) return nullptr;
        meant = command;
      }
  return meant;
}

Place follow(const CLI::App& root, const std::vector<std::string>& words) {
  Place place{.app = &root};
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const std::string& word = words[i];
    if (word.size() > 1 && word.starts_with("-")) {
      const std::size_t taken = values_taken(*place.app, word);
      if (i + taken + 1 >= words.size()) place.waiting_option = option_named(*place.app, word);
      i += taken;
    } else if (const CLI::App* next = command_meant(*place.app, word)) {
      place.app = next;
    } else if (word != "help") {
      place.positionals.push_back(word);
    }
  }
  return place;
}

// Long ones, or what there is.
std::vector<std::string> option_names(const CLI::Option& option) {
  const bool is_long = !option.get_lnames().empty();
  std::vector<std::string> names;
  for (const std::string& name : is_long ? option.get_lnames() : option.get_snames())
    names.push_back((is_long ? "--" : "-") + name);
  return names;
}

void add_options(const CLI::App& app, Candidates& candidates) {
  for (const CLI::App* at = &app; at != nullptr; at = at->get_parent())
    for (const CLI::Option* option : at->get_options())
      for (const std::string& name : option_names(*option)) candidates.push_back({name, option->get_description()});
}

void add_commands(const CLI::App& app, Candidates& candidates) {
  for (const CLI::App* command : visible_commands(app))
    for (const std::string& name : names_of(*command)) candidates.push_back({name, command->get_description()});
}

// The words of a value that has only a few: the parser describes them as "NAME:{one,two}".
void add_values(const CLI::Option& option, Candidates& candidates) {
  const std::string type = option.get_type_name();
  const std::size_t brace = type.find('{');
  if (brace == std::string::npos || type.back() != '}') return;
  std::string word;
  for (const char c : type.substr(brace + 1)) {
    if (c != ',' && c != '}') {
      word += c;
    } else if (!word.empty()) {
      candidates.push_back({std::exchange(word, ""), ""});
    }
  }
}

const CLI::Option* positional(const CLI::App& app, std::size_t index) {
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_positional()) continue;
    if (index == 0 || option->get_items_expected_max() > 1) return option;
    --index;
  }
  return nullptr;
}

// Two words that name one object ("id 12") count as one.
std::vector<std::string> without_reference_words(std::vector<std::string> words) {
  std::erase_if(words, [](const std::string& w) { return w == "id" || w == "name" || w == "tag" || w == "pinned"; });
  return words;
}

void add_arguments(const Place& place, const std::string& partial, kernel::Kernel& kernel, Candidates& candidates) {
  const std::string last = place.positionals.empty() ? "" : place.positionals.back();
  const bool by_word = last == "id" || last == "name" || last == "tag" || last == "pinned";
  const std::size_t index = without_reference_words(place.positionals).size();
  if (const CLI::Option* argument = positional(*place.app, index)) {
    add_values(*argument, candidates);
    add_objects(argument->get_name(true), by_word ? last : "", partial, kernel, candidates);
  }
  if (by_word || place.app->get_parent() == nullptr) return;
  for (const BpftoolWord& word : bpftool_words())
    if (word.noun == place.app->get_parent()->get_name() && word.verb == place.app->get_name())
      candidates.push_back({std::string(word.keyword.substr(0, word.keyword.find(' '))), "as in bpftool"});
}

}  // namespace

void complete(const CLI::App& root, std::vector<std::string> words, commands::Context& context) {
  if (words.empty()) words.emplace_back();
  const Place place = follow(root, words);
  const std::string& partial = words.back();
  Candidates candidates;
  if (place.waiting_option != nullptr) {
    add_values(*place.waiting_option, candidates);
    add_option_values(*place.waiting_option, *place.app, partial, context.kernel, candidates);
  } else if (partial.starts_with("-")) {
    add_options(*place.app, candidates);
  } else if (visible_commands(*place.app).empty()) {
    add_arguments(place, partial, context.kernel, candidates);
  } else {
    add_commands(*place.app, candidates);
    if (place.app == &root) candidates.push_back({"help", "Explain a command"});
  }
  std::stable_sort(candidates.begin(), candidates.end(), [](const auto& a, const auto& b) { return a.word < b.word; });
  const auto same = [](const auto& a, const auto& b) { return a.word == b.word; };
  candidates.erase(std::unique(candidates.begin(), candidates.end(), same), candidates.end());
  for (const auto& [word, description] : candidates)
    if (word.starts_with(partial))
      context.out << render::printable(word) << '\t' << render::printable(description) << '\n';
}

}  // namespace bpflens::cli
