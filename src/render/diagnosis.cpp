// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "render/diagnosis.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "render/escape.hpp"
#include "render/table.hpp"

namespace bpflens::render {

std::string text(std::span<const model::Fact> facts, bool colour) {
  std::size_t width = 0;
  for (const model::Fact& fact : facts) width = std::max(width, fact.name.size());
  std::string lines;
  for (const model::Fact& fact : facts) {
    const std::string health(model::word(fact.health));
    lines += fmt::format("{}{:<{}}  {:<{}}  {}\n", colour ? coloured_verdict(health) : health, "", 9 - health.size(),
                         fact.name, width, printable(fact.value));
    if (!fact.next_step.empty()) lines += fmt::format("{:{}}-> {}\n", "", width + 13, printable(fact.next_step));
  }
  return lines;
}

Json to_json(const model::Fact& fact) {
  Json json = {{"name", fact.name}, {"health", model::word(fact.health)}, {"value", fact.value}};
  if (!fact.next_step.empty()) json["next_step"] = fact.next_step;
  return json;
}

}  // namespace bpflens::render
