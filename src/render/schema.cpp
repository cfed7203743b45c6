// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "render/schema.hpp"

#include "render/json.hpp"

namespace bpflens::render {
namespace {

constexpr std::string_view kSchemas[] = {
#include "embedded/schemas.inc"
};

}  // namespace

std::vector<std::string> fields_of(std::string_view definition) {
  std::vector<std::string> names;
  for (const std::string_view text : kSchemas) {
    const Json schema = Json::parse(text);
    const auto found = schema["definitions"].find(std::string(definition));
    if (found == schema["definitions"].end()) continue;
    for (const auto& [name, rule] : (*found)["properties"].items()) names.push_back(name);
  }
  return names;
}

}  // namespace bpflens::render
