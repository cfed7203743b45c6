// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// bpftool's keyword arguments, translated to options by one table.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bpflens::cli {

// One keyword of bpftool's: the words after it become the blanks ("%") of the replacement. A blank that
// is an object reference ("%o") takes two words ("id 12") and becomes one ("id:12").
struct BpftoolWord {
  std::string_view noun;
  std::string_view verb;  // the tree's own name of the verb
  std::string_view keyword;
  std::string_view replacement;  // words separated by spaces
};

std::span<const BpftoolWord> bpftool_words();

// The arguments after NOUN VERB with every keyword of the table replaced, and "id 12", "name x", "tag x",
// "pinned PATH" made into one word. Words after "--" are left alone, and so are as many after an option as plain_values
// says.
std::vector<std::string> translate_bpftool_words(
    std::string_view noun, std::string_view verb, const std::vector<std::string>& words,
    const std::function<std::size_t(const std::string& option)>& plain_values = [](const std::string&) { return 0; });

}  // namespace bpflens::cli
