// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Help, man pages, completion and bpftool's words know the tree's verbs and options: all of them, and no others.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "cli/app.hpp"
#include "cli/bpftool_words.hpp"
#include "cli/words.hpp"
#include "support/command.hpp"
#include "support/fake_kernel.hpp"

namespace bpflens::test {
namespace {

using Names = std::set<std::string>;

struct Verb {
  std::vector<std::string> words;  // "prog", "list"
  Names options;                   // its own, long where there are long ones
};

std::string joined(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) line += (line.empty() ? "" : " ") + word;
  return line;
}

Names options_of(const CLI::App& app) {
  Names names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.insert("--" + name);
    if (option->get_lnames().empty())
      for (const std::string& name : option->get_snames()) names.insert("-" + name);
  }
  return names;
}

void add_verbs(const CLI::App& app, std::vector<std::string> words, std::vector<Verb>& verbs) {
  for (const CLI::App* command : cli::visible_commands(app)) {
    words.push_back(command->get_name());
    if (cli::visible_commands(*command).empty()) verbs.push_back({words, options_of(*command)});
    add_verbs(*command, words, verbs);
    words.pop_back();
  }
}

struct Tree {
  commands::Invocation chosen;
  std::unique_ptr<CLI::App> app = cli::build_app(chosen);
  std::vector<Verb> verbs;
  Tree() { add_verbs(*app, {}, verbs); }
};

// The words that begin like options; "--x=y" and punctuation are cut.
Names options_in(const std::string& text) {
  Names found;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    std::istringstream parts(word);
    for (std::string part; std::getline(parts, part, ',');)
      if (part.starts_with("-") && part.size() > 1) found.insert(part);
  }
  return found;
}

Names offered_after(std::vector<std::string> words, const std::string& partial, kernel::Kernel& kernel) {
  words.insert(words.begin(), "__complete");
  words.push_back(partial);
  std::istringstream lines(run_words(words, kernel).out);
  Names names;
  for (std::string line; std::getline(lines, line);) names.insert(line.substr(0, line.find('\t')));
  return names;
}

TEST_CASE("every verb has help that tells its options and an example of itself") {
  FakeKernel fake;
  const Tree tree;
  CHECK(tree.verbs.size() > 50);
  for (const Verb& verb : tree.verbs) {
    const std::string line = joined(verb.words);
    const Outcome help = run("help " + line, fake.kernel);
    CHECK_MESSAGE(help.code == 0, line);
    const std::string options = help.out.substr(0, help.out.find("\nExamples:"));
    const Names told = options_in(options);
    for (const std::string& option : verb.options) CHECK_MESSAGE(told.contains(option), line << " " << option);
    CHECK_MESSAGE(help.out.find("\nExamples:\n") != std::string::npos, line);
  }
}

TEST_CASE("completion offers every verb and option, and no others") {
  FakeKernel fake;
  const Tree tree;
  const Names global = options_of(*tree.app);
  for (const Verb& verb : tree.verbs) {
    const std::vector<std::string> before(verb.words.begin(), verb.words.end() - 1);
    CHECK_MESSAGE(offered_after(before, "", fake.kernel).contains(verb.words.back()), joined(verb.words));
    Names expected = global;
    expected.insert(verb.options.begin(), verb.options.end());
    CHECK_MESSAGE(offered_after(verb.words, "-", fake.kernel) == expected, joined(verb.words));
  }
}

TEST_CASE("man pages have every verb with its options") {
  FakeKernel fake;
  const Tree tree;
  for (const Verb& verb : tree.verbs) {
    const bool of_noun = verb.words.size() > 1;
    const std::string page = run(of_noun ? "__man " + verb.words[0] : "__man", fake.kernel).out;
    const std::size_t start = page.find(".Ss " + joined(verb.words) + "\n");
    CHECK_MESSAGE(start != std::string::npos, joined(verb.words));
    const std::string section = page.substr(start, page.find("\n.Ss ", start) - start);
    for (const std::string& option : verb.options) {
      if (option == "--help") continue;  // in the page of the whole program
      if (section.find("Fl Fl " + option.substr(2)) == std::string::npos)
        CHECK_MESSAGE(section.find("Fl " + option.substr(1)) != std::string::npos, joined(verb.words) << " " << option);
    }
  }
}

TEST_CASE("man pages have every field of every list, and every word of bpftool's") {
  FakeKernel fake;
  const Tree tree;
  std::size_t lists = 0;
  for (const Verb& verb : tree.verbs) {
    std::vector<std::string> words = verb.words;
    words.emplace_back("--fields");
    const Names offered = offered_after(words, "", fake.kernel);
    lists += !offered.empty();
    const std::string page = run("__man_fields " + (verb.words.size() > 1 ? verb.words[0] : ""), fake.kernel).out;
    for (const std::string& field : offered)
      CHECK_MESSAGE(page.find(".It Va \\&" + field + " Ta ") != std::string::npos, joined(verb.words) << " " << field);
  }
  CHECK(lists >= 10);
  for (const cli::BpftoolWord& word : cli::bpftool_words()) {
    if (word.noun == tree.app->get_name() || word.replacement.empty()) continue;
    const std::string page = run("__man_compatibility " + std::string(word.noun), fake.kernel).out;
    const std::string row = ".It \\&" + std::string(word.verb) + " " + std::string(word.keyword) + " Ta ";
    CHECK_MESSAGE(page.find(row) != std::string::npos, row);
  }
}

TEST_CASE("bpftool's words stand for verbs and options that there are") {
  FakeKernel fake;
  const Tree tree;
  for (const cli::BpftoolWord& word : cli::bpftool_words()) {
    const CLI::App* noun =
        word.noun == tree.app->get_name() ? tree.app.get() : cli::command_named(*tree.app, std::string(word.noun));
    const CLI::App* verb = noun == nullptr ? nullptr : cli::command_named(*noun, std::string(word.verb));
    CHECK_MESSAGE((verb != nullptr && verb->get_name() == word.verb), word.noun << " " << word.verb);
    if (verb == nullptr) continue;
    for (const std::string& option : options_in(std::string(word.replacement)))
      CHECK_MESSAGE(options_of(*verb).contains(option), word.verb << " " << option);
    std::vector<std::string> words = {std::string(word.noun), std::string(word.verb)};
    if (noun == tree.app.get()) words.erase(words.begin());
    const std::string first(word.keyword.substr(0, word.keyword.find(' ')));
    CHECK_MESSAGE(offered_after(words, first, fake.kernel).contains(first), word.verb << " " << first);
  }
}

}  // namespace
}  // namespace bpflens::test
