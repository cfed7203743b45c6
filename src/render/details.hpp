// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "name: value" lines with the values in one column.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace bpflens::render {

// One line a pair; control characters in values are escaped here.
std::string details(const std::vector<std::pair<std::string, std::string>>& facts);

// Ids or other words with commas between them; "-" for none.
template <class Range, class Text>
std::string joined(const Range& range, Text text) {
  std::string all;
  for (const auto& item : range) {
    if (!all.empty()) all += ',';
    all += text(item);
  }
  return all.empty() ? "-" : all;
}

}  // namespace bpflens::render
