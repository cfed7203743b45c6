// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "render/groups.hpp"

#include <algorithm>

namespace bpflens::render {
namespace {

bool is_list_of_objects(const Json& value) {
  return value.is_array() && std::all_of(value.begin(), value.end(), [](const Json& each) { return each.is_object(); });
}

}  // namespace

Json rows_of_groups(const Json& document) {
  Json rows = Json::array();
  for (const auto& [group, value] : document.items()) {
    if (is_list_of_objects(value)) {
      for (const Json& each : value) {
        rows.push_back({{"group", group}});
        rows.back().update(each);
      }
    } else if (value.is_object()) {
      for (const auto& [name, one] : value.items()) rows.push_back({{"group", group}, {"name", name}, {"value", one}});
    } else {
      rows.push_back({{"name", group}, {"value", value}});
    }
  }
  return rows;
}

Json rows_of_checks(const Json& document) {
  Json rows = Json::array();
  for (const Json& kernel : document["kernels"])
    for (const Json& requirement : kernel["requirements"]) {
      rows.push_back({{"kernel", kernel["kernel"]}});
      if (kernel.contains("file")) rows.back()["file"] = kernel["file"];
      rows.back().update(requirement);
    }
  return rows;
}

}  // namespace bpflens::render
