// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "render/attached.hpp"

#include "render/holders.hpp"
#include "render/table.hpp"

namespace bpflens::render {

Json to_json(const model::Attached& attached) {
  Json json;
  json["source"] = attached.source;
  json["type"] = attached.type;
  if (attached.program.value != 0) json["prog_id"] = attached.program.value;
  if (!attached.program_name.empty()) json["prog_name"] = attached.program_name;
  if (attached.link) json["link_id"] = attached.link->value;
  if (attached.map) json["map_id"] = attached.map->value;
  json["target"] = attached.target;
  if (!attached.cgroup.empty()) json["cgroup_path"] = attached.cgroup;
  if (attached.netns != 0) json["netns_ino"] = attached.netns;
  if (!attached.holders.empty()) json["pids"] = to_json(attached.holders);
  return json;
}

Table table(std::span<const model::Attached> all) {
  Table table(
      {{"SOURCE"}, {"TYPE"}, {"LINK", Align::right}, {"PROG", Align::right}, {"NAME"}, {"TARGET"}, {"HELD BY"}});
  for (const model::Attached& each : all)
    table.add({each.source, each.type, each.link ? std::to_string(each.link->value) : "-",
               each.program.value != 0 ? std::to_string(each.program.value) : "-",
               each.program_name.empty() ? "-" : each.program_name, each.target, short_text(each.holders)});
  return table;
}

}  // namespace bpflens::render
