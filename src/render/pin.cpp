// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "render/pin.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "render/holders.hpp"
#include "render/table.hpp"

namespace bpflens::render {
namespace {

std::string mode_text(const model::Pin& pin) { return fmt::format("{:04o}", pin.mode); }

// "systemd-udevd(231)", "0123456789ab web (docker)".
std::string inhabitant_words(const model::Inhabitant& inhabitant) {
  if (inhabitant.dwelling.container) return container_words(*inhabitant.dwelling.container);
  return fmt::format("{}({})", inhabitant.process.comm, inhabitant.process.pid);
}

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
  if (pin.last_reference) json["last_reference"] = *pin.last_reference;
  if (pin.seen_by) add_seen_by(*pin.seen_by, json);
  return json;
}

void add_seen_by(const model::Inhabitant& inhabitant, Json& json) {
  Json& by = json["seen_by"];
  by["pid"] = inhabitant.process.pid;
  by["comm"] = inhabitant.process.comm;
  add_dwelling(inhabitant.dwelling, by);
}

Table table(std::span<const model::Pin> pins) {
  const auto any = [&](auto has) { return std::any_of(pins.begin(), pins.end(), has); };
  const bool mounts = any([&](const model::Pin& pin) { return pin.mount != pins[0].mount; });
  const bool last = any([](const model::Pin& pin) { return pin.last_reference.has_value(); });
  const bool elsewhere = any([](const model::Pin& pin) { return pin.seen_by.has_value(); });
  const bool notes = any([](const model::Pin& pin) { return !pin.object; });
  std::vector<Column> columns = {{"PATH"}, {"KIND"}, {"ID", Align::right}, {"TYPE"}, {"NAME"}, {"UID", Align::right},
                                 {"MODE"}};
  if (mounts) columns.push_back({"MOUNT"});
  if (last) columns.push_back({"LAST"});
  if (elsewhere) columns.push_back({"SEEN BY"});
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
    if (mounts) cells.push_back(pin.mount);
    if (last) cells.emplace_back(!pin.last_reference ? "-" : *pin.last_reference ? "yes" : "no");
    if (elsewhere) cells.push_back(pin.seen_by ? inhabitant_words(*pin.seen_by) : "-");
    if (notes) cells.push_back(pin.why);
    table.add(std::move(cells));
  }
  return table;
}

}  // namespace bpflens::render
