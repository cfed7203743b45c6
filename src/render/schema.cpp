// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "render/schema.hpp"

#include "render/json.hpp"

namespace bpflens::render {
namespace {

constexpr std::string_view kSchemas[] = {
#include "embedded/schemas.inc"
};

std::string type_of(const Json& rule) {
  if (rule.contains("enum")) return "string";
  if (!rule.contains("type")) return rule.contains("$ref") ? "object" : "";
  if (rule["type"].is_string()) return rule["type"];
  std::string types;
  for (const Json& each : rule["type"]) types += (types.empty() ? "" : " or ") + each.get<std::string>();
  return types;
}

}  // namespace

std::vector<Field> described_fields(std::string_view definition) {
  std::vector<Field> fields;
  for (const std::string_view text : kSchemas) {
    const Json schema = Json::parse(text);
    const auto found = schema["definitions"].find(std::string(definition));
    if (found == schema["definitions"].end()) continue;
    for (const auto& [name, rule] : (*found)["properties"].items())
      fields.push_back({name, type_of(rule), rule.value("description", "")});
  }
  return fields;
}

std::vector<std::string> fields_of(std::string_view definition) {
  std::vector<std::string> names;
  for (Field& field : described_fields(definition)) names.push_back(std::move(field.name));
  return names;
}

}  // namespace bpflens::render
