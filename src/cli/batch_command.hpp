// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The commands of a batch file, read one by one as they come.
#pragma once

#include <cstddef>
#include <istream>
#include <optional>
#include <string>
#include <vector>

namespace bpflens::cli {

struct BatchCommand {
  std::size_t line = 0;  // where it begins, from 1
  std::vector<std::string> words;
  std::string problem;  // why it can't be read; there are no words then
};

// The next command; nothing at the end. As in bpftool a command is a line, "#" begins a comment, a backslash at the
// line's end goes on in the next, and ' or " hold words together.
std::optional<BatchCommand> next_command(std::istream& in, std::size_t& lines_read);

}  // namespace bpflens::cli
