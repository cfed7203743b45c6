// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Lines at both ends that are the same are set aside; between them a table of the longest common subsequences.
#include "object/line_diff.hpp"

#include <algorithm>
#include <cstdint>
#include <span>

namespace bpflens::object {
namespace {

constexpr std::size_t kContext = 3;
constexpr std::size_t kLargestTable = std::size_t{1} << 24;  // cells of two bytes each

using Lines = std::span<const std::string>;

void add(std::vector<std::string>& to, char sign, Lines lines) {
  for (const std::string& line : lines) to.push_back(sign + line);
}

// Of what is left between the ends.
std::vector<std::string> middle(Lines before, Lines after) {
  std::vector<std::string> result;
  const std::size_t width = after.size() + 1;
  const bool small =
      before.size() < UINT16_MAX && after.size() < UINT16_MAX && (before.size() + 1) * width <= kLargestTable;
  if (!small) {
    add(result, '-', before);
    add(result, '+', after);
    return result;
  }
  std::vector<std::uint16_t> common((before.size() + 1) * width);  // of what begins at (i, j)
  const auto at = [&](std::size_t i, std::size_t j) -> std::uint16_t& { return common[i * width + j]; };
  for (std::size_t i = before.size(); i-- > 0;)
    for (std::size_t j = after.size(); j-- > 0;)
      at(i, j) = before[i] == after[j] ? static_cast<std::uint16_t>(at(i + 1, j + 1) + 1)
                                       : std::max(at(i + 1, j), at(i, j + 1));
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < before.size() || j < after.size()) {
    if (i < before.size() && j < after.size() && before[i] == after[j]) {
      result.push_back(' ' + before[i]);
      ++i;
      ++j;
    } else if (j == after.size() || (i < before.size() && at(i + 1, j) >= at(i, j + 1))) {
      result.push_back('-' + before[i++]);
    } else {
      result.push_back('+' + after[j++]);
    }
  }
  return result;
}

// Leaves out what is the same and far from what differs.
std::vector<std::string> shortened(const std::vector<std::string>& all) {
  std::vector<bool> kept(all.size(), false);
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i][0] != ' ')
      for (std::size_t near = i < kContext ? 0 : i - kContext; near < std::min(i + kContext + 1, all.size()); ++near)
        kept[near] = true;
  std::vector<std::string> result;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (kept[i])
      result.push_back(all[i]);
    else if (result.empty() || result.back() != "...")
      result.emplace_back("...");
  }
  return result;
}

}  // namespace

std::vector<std::string> line_diff(const std::vector<std::string>& before, const std::vector<std::string>& after) {
  const std::size_t shorter = std::min(before.size(), after.size());
  std::size_t head = 0;
  while (head < shorter && before[head] == after[head]) ++head;
  std::size_t tail = 0;
  while (tail < shorter - head && before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) ++tail;
  std::vector<std::string> all;
  add(all, ' ', Lines(before).first(head));
  const auto between = middle(Lines(before).subspan(head, before.size() - head - tail),
                              Lines(after).subspan(head, after.size() - head - tail));
  all.insert(all.end(), between.begin(), between.end());
  add(all, ' ', Lines(before).last(tail));
  return shortened(all);
}

}  // namespace bpflens::object
