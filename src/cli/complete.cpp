// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Follows the plain words down the tree, then offers what may come next there.
#include "cli/complete.hpp"

#include <algorithm>

#include "cli/bpftool_words.hpp"
#include "cli/live_values.hpp"
#include "cli/words.hpp"
#include "render/escape.hpp"
#include "render/schema.hpp"

namespace bpflens::cli {
namespace {

// Where the words before the last one lead.
struct Place {
  Line line;
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

// The option that bpftool's word stands for, if it takes a value that is no object ("dev eth0").
const CLI::Option* option_meant(const CLI::App& command, const std::string& word) {
  const std::string noun = command.get_parent() == nullptr ? "" : command.get_parent()->get_name();
  for (const BpftoolWord& each : bpftool_words())
    if (each.noun == noun && each.verb == command.get_name() && each.keyword == word &&
        each.replacement.ends_with(" %"))
      return option_named(command, std::string(each.replacement.substr(0, each.replacement.find(' '))));
  return nullptr;
}

Place follow(const CLI::App& root, const std::vector<std::string>& words) {
  Place place{.line = {.command = &root, .arguments = {}, .values = {}}};
  Line& line = place.line;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const std::string& word = words[i];
    const bool is_option = word.size() > 1 && word.starts_with("-");
    const CLI::Option* option = is_option ? option_named(*line.command, word) : option_meant(*line.command, word);
    if (option != nullptr) {
      std::size_t taken = is_option ? values_taken(*line.command, word) : 1;
      if (i + taken + 1 >= words.size()) place.waiting_option = option;
      for (; taken > 0 && i + 2 < words.size(); --taken) line.values[option].push_back(words[++i]);
      if (place.waiting_option != nullptr) break;
    } else if (is_option) {
      const std::size_t sign = word.find('=');
      if (const CLI::Option* given = option_named(*line.command, word.substr(0, sign)); given && sign < word.size())
        line.values[given].push_back(word.substr(sign + 1));
    } else if (const CLI::App* next = command_meant(*line.command, word)) {
      line.command = next;
    } else if (word != "help") {
      line.arguments.push_back(word);
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

void add_arguments(const Line& line, const std::string& partial, kernel::Kernel& kernel, Candidates& candidates) {
  const std::string last = line.arguments.empty() ? "" : line.arguments.back();
  const bool by_word = last == "id" || last == "name" || last == "tag" || last == "pinned";
  const std::size_t index = without_reference_words(line.arguments).size();
  if (const CLI::Option* argument = positional(*line.command, index)) {
    add_values(*argument, candidates);
    if (argument->get_name(true) == "CGROUP") add_cgroups(partial, kernel, candidates);
    add_objects(argument->get_name(true), by_word ? last : "", partial, kernel, candidates);
  }
  if (by_word || line.command->get_parent() == nullptr) return;
  for (const BpftoolWord& word : bpftool_words())
    if (word.noun == line.command->get_parent()->get_name() && word.verb == line.command->get_name())
      candidates.push_back({std::string(word.keyword.substr(0, word.keyword.find(' '))), "as in bpftool"});
}

// The fields of what the verb lists, behind those that are named already: "id,na" is completed to "id,name".
void add_fields(const std::vector<std::string>& fields, const std::string& partial, Candidates& candidates) {
  const std::string before = partial.substr(0, partial.rfind(',') + 1);
  for (const std::string& name : fields)
    if (("," + before).find("," + name + ",") == std::string::npos) candidates.push_back({before + name, "field"});
}

// What it lists may depend on what else is on the line (link list --all).
std::vector<std::string> fields_of(const CLI::App& command, CLI::App& root, const commands::Invocation& chosen,
                                   std::vector<std::string> words) {
  const auto listing = chosen.listings.find(&command);
  if (listing == chosen.listings.end()) return {};
  try {
    words = canonical({words.begin(), words.end() - 2}, root);
    std::reverse(words.begin(), words.end());
    root.parse(std::move(words));
  } catch (const CLI::Error&) {  // not whole yet
  } catch (const commands::UsageError&) {
  }
  return render::fields_of(listing->second().object);
}

// Shells may take "--cgroup=/x" and "--map counts=x" apart at the sign. Returns what the shell keeps to itself of the
// last word: "counts=".
std::string join_at_signs(std::vector<std::string>& words) {
  std::string kept;
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words[i] != "=") continue;
    if (i + 1 == words.size()) words.emplace_back();
    const bool last = i + 2 == words.size();
    const bool of_option = words[i - 1].starts_with("--");
    if (!of_option) {
      words[i - 1] += "=";
      if (last) kept = words[i - 1];
      words[i - 1] += words[i + 1];
    }
    const auto at = words.begin() + static_cast<std::ptrdiff_t>(i);
    words.erase(at, at + (of_option ? 1 : 2));
  }
  return kept;
}

}  // namespace

void complete(CLI::App& root, const commands::Invocation& chosen, std::vector<std::string> words,
              commands::Context& context) {
  if (words.empty()) words.emplace_back();
  const std::string kept = join_at_signs(words);
  std::string before;  // "--cgroup=", in front of the word that is completed
  if (const std::size_t sign = words.back().find('='); words.back().starts_with("--") && sign != std::string::npos) {
    before = words.back().substr(0, sign + 1);
    words.push_back(words.back().substr(sign + 1));
    words[words.size() - 2].resize(sign);
  }
  const Place place = follow(root, words);
  const CLI::App& command = *place.line.command;
  const std::string& partial = words.back();
  Candidates candidates;
  if (const CLI::Option* option = place.waiting_option; option != nullptr) {
    add_values(*option, candidates);
    if (option == root.get_option_no_throw("--fields"))
      add_fields(fields_of(command, root, chosen, words), partial, candidates);
    else
      add_option_values(*option, place.line, partial, context.kernel, candidates);
  } else if (!before.empty()) {
    return;  // no option that takes a value
  } else if (partial.starts_with("-")) {
    add_options(command, candidates);
  } else if (visible_commands(command).empty()) {
    add_arguments(place.line, partial, context.kernel, candidates);
  } else {
    add_commands(command, candidates);
    if (&command == &root) candidates.push_back({"help", "Explain a command"});
  }
  std::stable_sort(candidates.begin(), candidates.end(), [](const auto& a, const auto& b) { return a.word < b.word; });
  const auto same = [](const auto& a, const auto& b) { return a.word == b.word; };
  candidates.erase(std::unique(candidates.begin(), candidates.end(), same), candidates.end());
  for (const auto& [word, description] : candidates)
    if (word.starts_with(partial))
      context.out << render::printable(before + word.substr(kept.size())) << '\t' << render::printable(description)
                  << '\n';
}

}  // namespace bpflens::cli
