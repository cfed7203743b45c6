// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Walks the tree along the arguments' plain words.
#include "cli/words.hpp"

#include <algorithm>
#include <numeric>

#include "cli/bpftool_words.hpp"
#include "commands/context.hpp"

namespace bpflens::cli {
namespace {

bool is_option(const std::string& word) { return word.size() > 1 && word[0] == '-'; }

// Edit distance; small words, so one row of the table is enough.
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

[[noreturn]] void unknown(const std::string& word, const CLI::App& app) {
  std::vector<std::string> near;
  std::vector<std::string> all;
  for (const CLI::App* command : visible_commands(app))
    for (const std::string& name : names_of(*command)) {
      all.push_back(name);
      if (distance(word, name) <= 2) near.push_back(name);
    }
  const std::string what = app.get_parent() == nullptr ? "command" : app.get_name() + " command";
  throw commands::UsageError("unknown " + what + " '" + word + "': " +
                             (near.empty() ? "there are " + listed(all) : "did you mean " + listed(near) + "?"));
}

// The subcommand a word means: its whole name, or the only one that starts with it.
const CLI::App& resolve(const std::string& word, const CLI::App& app) {
  if (const CLI::App* exact = command_named(app, word)) return *exact;
  std::vector<const CLI::App*> candidates;
  std::vector<std::string> names;
  for (const CLI::App* command : visible_commands(app))
    for (const std::string& name : names_of(*command))
      if (name.starts_with(word)) {
        names.push_back(name);
        if (candidates.empty() || candidates.back() != command) candidates.push_back(command);
      }
  if (candidates.empty()) unknown(word, app);
  if (candidates.size() > 1) throw commands::UsageError("'" + word + "' is ambiguous: " + listed(names));
  return *candidates[0];
}

bool is_negative_number(const std::string& word) {
  return word.size() > 1 && word[0] == '-' && word[1] >= '0' && word[1] <= '9';
}

// CLI11 takes "-5" for an option. Where there is one, all that is no option goes behind a "--".
std::vector<std::string> numbers_guarded(const std::vector<std::string>& words, const CLI::App& app) {
  const auto end = std::find(words.begin(), words.end(), "--");
  if (std::none_of(words.begin(), end, is_negative_number)) return words;
  std::vector<std::string> options;
  std::vector<std::string> rest = {"--"};
  for (auto word = words.begin(); word != end; ++word) {
    const bool option = is_option(*word) && !is_negative_number(*word);
    (option ? options : rest).push_back(*word);
    for (std::size_t n = option ? values_taken(app, *word) : 0; n > 0 && word + 1 != end; --n)
      options.push_back(*++word);
  }
  rest.insert(rest.end(), end == words.end() ? end : end + 1, words.end());
  options.insert(options.end(), rest.begin(), rest.end());
  return options;
}

// Those that can't be a reference to an object ("id 12").
std::size_t plain_values_taken(const CLI::App& app, const std::string& option) {
  const CLI::Option* known = option_named(app, option);
  const bool object = known != nullptr && (known->get_type_name() == "PROG" || known->get_type_name() == "MAP");
  return object ? 0 : values_taken(app, option);
}

bool asks_for_help(const std::vector<std::string>& words) {
  return std::any_of(words.begin(), words.end(), [](const auto& w) { return w == "-h" || w == "--help"; });
}

}  // namespace

std::vector<const CLI::App*> visible_commands(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App* command) { return !command->get_group().empty(); });
}

const CLI::App* command_named(const CLI::App& app, const std::string& word) {
  for (const CLI::App* command : app.get_subcommands({}))
    if (command->check_name(word)) return command;
  return nullptr;
}

std::vector<std::string> names_of(const CLI::App& app) {
  std::vector<std::string> names = {app.get_name()};
  const auto& aliases = app.get_aliases();
  names.insert(names.end(), aliases.begin(), aliases.end());
  return names;
}

const CLI::Option* option_named(const CLI::App& app, const std::string& name) {
  for (const CLI::App* at = &app; at != nullptr; at = at->get_parent())
    if (const CLI::Option* option = at->get_option_no_throw(name)) return option;
  return nullptr;
}

std::size_t values_taken(const CLI::App& app, const std::string& option) {
  const CLI::Option* known = option.find('=') == std::string::npos ? option_named(app, option) : nullptr;
  return known == nullptr ? 0 : static_cast<std::size_t>(std::max(known->get_items_expected_min(), 0));
}

std::vector<std::string> canonical(const std::vector<std::string>& arguments, const CLI::App& root) {
  std::vector<std::string> words;
  const CLI::App* app = &root;
  std::size_t i = 0;
  const auto has_verbs = [&app] { return !visible_commands(*app).empty(); };
  for (; i < arguments.size() && has_verbs(); ++i) {
    const std::string& word = arguments[i];
    if (is_option(word)) {
      words.push_back(word);
      for (std::size_t n = values_taken(*app, word); n > 0 && i + 1 < arguments.size(); --n)
        words.push_back(arguments[++i]);
    } else if (word == "help") {
      words.insert(words.end(), arguments.begin() + static_cast<std::ptrdiff_t>(i) + 1, arguments.end());
      words.push_back("--help");
      return canonical(words, root);
    } else {
      app = &resolve(word, *app);
      words.push_back(app->get_name());
    }
  }
  if (app != &root && has_verbs() && !asks_for_help(words)) {  // a noun alone: its first verb
    app = visible_commands(*app)[0];
    words.push_back(app->get_name());
  }
  const std::vector<std::string> rest(arguments.begin() + static_cast<std::ptrdiff_t>(i), arguments.end());
  const std::string noun = app->get_parent() != nullptr ? app->get_parent()->get_name() : "";
  const auto plain_values = [app](const std::string& option) { return plain_values_taken(*app, option); };
  const std::vector<std::string> translated =
      numbers_guarded(translate_bpftool_words(noun, app->get_name(), rest, plain_values), *app);
  words.insert(words.end(), translated.begin(), translated.end());
  return words;
}

}  // namespace bpflens::cli
