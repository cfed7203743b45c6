// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Command lines: translated, parsed and completed, a word a line; nothing is run. Whatever is wrong with them is said
// by one of two exceptions. The same bytes as a batch file.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "cli/app.hpp"
#include "cli/batch_command.hpp"
#include "cli/complete.hpp"
#include "cli/words.hpp"
#include "commands/context.hpp"
#include "support/fake_kernel.hpp"

namespace bpflens::test {
namespace {

constexpr std::size_t kMostWords = 64;

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  std::istringstream lines(text);
  for (std::string word; words.size() < kMostWords && std::getline(lines, word);) words.push_back(word);
  return words;
}

// The whole tree takes a hundred times as long to build as words to parse.
struct WholeTree {
  commands::Invocation chosen;
  std::unique_ptr<CLI::App> app = cli::build_app(chosen);
};
WholeTree& whole_tree() {
  static WholeTree tree;
  return tree;
}

void parse(const std::vector<std::string>& words, CLI::App& app) {
  try {
    std::vector<std::string> known = cli::canonical(words, app);
    std::reverse(known.begin(), known.end());
    app.parse(std::move(known));
  } catch (const CLI::ParseError& error) {
    if (std::string(error.what()).empty() && error.get_exit_code() != 0) std::abort();
  } catch (const commands::UsageError& error) {
    if (std::string(error.what()).empty()) std::abort();
  }
}

void complete(const std::vector<std::string>& words) {
  FakeKernel fake;
  std::ostringstream out;
  std::ostringstream err;
  commands::Context context{fake.kernel, out, err, {}, "", {}};
  cli::complete(*whole_tree().app, whole_tree().chosen, words, context);
}

void read_batch(const std::string& text) {
  std::istringstream in(text);
  std::size_t lines = 0;
  for (std::size_t before = 0; const auto command = cli::next_command(in, lines); before = lines)
    if (lines <= before || command->words.empty() == command->problem.empty()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::vector<std::string> words = words_of(text);
  parse(words, *whole_tree().app);
  if (size % 32 == 0) {  // the tree as it is built for just these words
    commands::Invocation chosen;
    parse(words, *cli::build_app(chosen, words));
  }
  complete(words);
  read_batch(text);
  return 0;
}

}  // namespace bpflens::test
