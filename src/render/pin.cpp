// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "render/pin.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "render/table.hpp"

namespace bpflens::render {
namespace {

std::string mode_text(const model::Pin& pin) { return fmt::format("{:04o}", pin.mode); }

}  // namespace

Json to_json(const model::Pin& pin) {
  Json json;
  json["path"] = pin.path;
  if (pin.object) {
    json["kind"] = word(pin.object->kind);
    json["id"] = pin.object->id;
    json["type"] = pin.type_name;
    if (!pin.name.empty()) json["name"] = pin.name;
  } else {
    json["why"] = pin.why;
  }
  json["uid"] = pin.uid;
  json["gid"] = pin.gid;
  json["mode"] = mode_text(pin);
  json["mount"] = pin.mount;
  return json;
}

std::string table(std::span<const model::Pin> pins) {
  const bool notes = std::any_of(pins.begin(), pins.end(), [](const model::Pin& pin) { return !pin.object; });
  std::vector<Column> columns = {{"PATH"}, {"KIND"}, {"ID", Align::right}, {"TYPE"}, {"NAME"}, {"UID", Align::right},
                                 {"MODE"}};
  if (notes) columns.push_back({"NOTE"});
  Table table(std::move(columns));
  for (const model::Pin& pin : pins) {
    std::vector<std::string> cells = {pin.path, "-", "-", "-", "-", std::to_string(pin.uid), mode_text(pin)};
    if (pin.object) {
      cells[1] = word(pin.object->kind);
      cells[2] = std::to_string(pin.object->id);
      cells[3] = pin.type_name;
      cells[4] = pin.name;
    }
    if (notes) cells.push_back(pin.why);
    table.add(std::move(cells));
  }
  return table.text();
}

}  // namespace bpflens::render
