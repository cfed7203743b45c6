// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "cli/batch_command.hpp"

#include <string_view>
#include <utility>

namespace bpflens::cli {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

void split(std::string_view text, BatchCommand& command) {
  char quote = 0;
  bool in_word = false;
  for (const char c : text) {
    if (quote != 0 && c == quote) {
      quote = 0;
    } else if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
      if (!std::exchange(in_word, true)) command.words.emplace_back();
    } else if (quote == 0 && c == '#') {
      break;
    } else if (quote == 0 && is_space(c)) {
      in_word = false;
    } else {
      if (!std::exchange(in_word, true)) command.words.emplace_back();
      command.words.back() += c;
    }
  }
  if (quote != 0) command.problem = "the quoted string has no end";
}

// A line and those that a backslash at its end joins to it; false at the end.
bool read_joined(std::istream& in, std::string& text, std::size_t& lines_read, std::string& problem) {
  for (std::string line; std::getline(in, line);) {
    ++lines_read;
    if (line.ends_with('\r')) line.pop_back();
    const bool goes_on = line.ends_with('\\');
    if (goes_on) line.back() = ' ';
    text += line;
    if (!goes_on) return true;
  }
  if (text.empty()) return false;
  problem = "the line that should go on is the last one";
  return true;
}

}  // namespace

std::optional<BatchCommand> next_command(std::istream& in, std::size_t& lines_read) {
  while (true) {
    BatchCommand command{.line = lines_read + 1};
    std::string text;
    if (!read_joined(in, text, lines_read, command.problem)) return std::nullopt;
    if (command.problem.empty()) split(text, command);
    if (!command.problem.empty()) command.words.clear();
    if (!command.words.empty() || !command.problem.empty()) return command;
  }
}

}  // namespace bpflens::cli
