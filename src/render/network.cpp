// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Keys and their order are bpftool's.
#include "render/network.hpp"

#include <cstdint>

#include "render/link.hpp"
#include "render/link_place.hpp"
#include "render/table.hpp"

namespace bpflens::render {
namespace {

Json flags_json(std::uint32_t flags) {
  Json bits = Json::array();
  for (std::uint32_t bit = 1; bit != 0; bit <<= 1U)
    if ((flags & bit) != 0) bits.push_back(bit);
  return bits;
}

Json device_json(const model::InterfaceProgram& program) {
  return {{"devname", program.device}, {"ifindex", program.ifindex}};
}

Json xdp_json(const std::vector<model::InterfaceProgram>& programs) {
  Json array = Json::array();
  for (const model::InterfaceProgram& program : programs) {
    if (program.kind != "xdp") continue;
    const Json fact{{"mode", program.mode}, {"id", program.program.value}};
    if (program.multi && !array.empty() && array.back()["ifindex"] == program.ifindex) {
      array.back()["multi_attachments"].push_back(fact);
      continue;
    }
    Json device = device_json(program);
    if (program.multi)
      device["multi_attachments"] = Json::array({fact});
    else
      device.update(fact);
    if (!program.name.empty()) device["name"] = program.name;
    array.push_back(std::move(device));
  }
  return array;
}

// Without links: bpftool's "id"; programs of tcx and netkit have "prog_id" and what belongs to their links.
Json tc_json(const std::vector<model::InterfaceProgram>& programs) {
  Json array = Json::array();
  for (const model::InterfaceProgram& program : programs) {
    if (program.kind == "xdp") continue;
    Json entry = device_json(program);
    entry["kind"] = program.kind;
    if (!program.name.empty()) entry["name"] = program.name;
    if (program.link) {
      entry["prog_id"] = program.program.value;
      entry["prog_flags"] = flags_json(program.flags);
      entry["link_id"] = program.link->value;
      entry["link_flags"] = flags_json(program.link_flags);
    } else {
      entry["id"] = program.program.value;
    }
    if (program.action) entry["action"] = true;
    array.push_back(std::move(entry));
  }
  return array;
}

Json of_type(const std::vector<model::NamespaceProgram>& programs, std::string_view attach_type) {
  Json array = Json::array();
  for (const model::NamespaceProgram& program : programs)
    if (program.attach_type == attach_type) array.push_back({{"id", program.program.value}});
  return array;
}

std::string netns_words(const model::NetworkNamespace& where) {
  return where.name.empty() ? std::to_string(where.inode) : where.name;
}

}  // namespace

Json to_json(const model::NetworkAttachments& found, std::span<const model::Link> netfilter) {
  Json json;
  json["xdp"] = xdp_json(found.interfaces);
  json["tc"] = tc_json(found.interfaces);
  json["flow_dissector"] = of_type(found.programs, "flow_dissector");
  Json& filters = json["netfilter"] = Json::array();
  for (const model::Link& link : netfilter) {
    Json entry{{"id", link.id.value}, {"prog_id", link.program.value}};
    add_place(link.place, entry);
    filters.push_back(std::move(entry));
  }
  json["sk_lookup"] = of_type(found.programs, "sk_lookup");
  json["netns_ino"] = found.where.inode;
  if (!found.where.name.empty()) json["netns_name"] = found.where.name;
  return json;
}

Table table(std::span<const model::NetworkAttachments> all, std::span<const model::Link> netfilter) {
  const bool several = all.size() > 1;
  std::vector<Column> columns = {{"HOOK"}, {"DEVICE"}, {"PROG", Align::right}, {"NAME"}, {"LINK", Align::right}};
  if (several) columns.push_back({"NETNS"});
  Table table(std::move(columns));
  const auto add = [&](std::vector<std::string> cells, const std::string& netns) {
    if (several) cells.push_back(netns);
    table.add(std::move(cells));
  };
  for (const model::NetworkAttachments& found : all) {
    for (const model::InterfaceProgram& program : found.interfaces) {
      const std::string hook =
          program.kind + (program.mode.empty() ? "" : " " + program.mode) + (program.action ? " action" : "");
      const bool linked = program.link.value_or(model::LinkId{0}).value != 0;
      add({hook, program.device, std::to_string(program.program.value), program.name.empty() ? "-" : program.name,
           linked ? std::to_string(program.link->value) : "-"},
          netns_words(found.where));
    }
    for (const model::NamespaceProgram& program : found.programs)
      add({program.attach_type, "-", std::to_string(program.program.value), "-", "-"}, netns_words(found.where));
  }
  for (const model::Link& link : netfilter)
    add({"netfilter " + target_words(link), "-", std::to_string(link.program.value),
         link.program_name.empty() ? "-" : link.program_name, std::to_string(link.id.value)},
        "-");
  return table;
}

}  // namespace bpflens::render
