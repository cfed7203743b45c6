// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "render/details.hpp"

#include <algorithm>

#include "render/escape.hpp"

namespace bpflens::render {

std::string details(const std::vector<std::pair<std::string, std::string>>& facts) {
  std::size_t widest = 0;
  for (const auto& [name, value] : facts) widest = std::max(widest, name.size());
  std::string text;
  for (const auto& [name, value] : facts)
    text += name + ":" + std::string(widest - name.size() + 2, ' ') + printable(value) + "\n";
  return text;
}

}  // namespace bpflens::render
