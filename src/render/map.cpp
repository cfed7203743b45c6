// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Keys and their order are bpftool's; what is absent there is absent here.
#include "render/map.hpp"

#include <cstdint>

#include <fmt/core.h>

#include "model/map_flags.hpp"
#include "render/details.hpp"
#include "render/escape.hpp"
#include "render/holders.hpp"
#include "render/table.hpp"

namespace bpflens::render {
namespace {

std::string flags_text(std::uint32_t flags) {
  if (flags == 0) return "0x0";
  return fmt::format("{:#x} ({})", flags, joined(model::map_flag_words(flags), [](const auto& word) { return word; }));
}

const std::string& shown_name(const model::Map& map) { return map.full_name.empty() ? map.name : map.full_name; }

}  // namespace

void write_fields(const model::Map& map, JsonText& out) {
  out.field("id", map.id.value);
  out.field("type", map.type_name);
  if (!map.name.empty()) out.field("name", map.name);
  out.field("flags", map.flags);
  if (map.device) {
    out.key("dev");
    out.open_object();
    out.field("ifindex", map.device->ifindex);
    out.field("ns_dev", map.device->netns_dev);
    out.field("ns_inode", map.device->netns_inode);
    out.close_object();
  }
  out.field("bytes_key", map.key_size);
  out.field("bytes_value", map.value_size);
  out.field("max_entries", map.max_entries);
  if (map.bytes_memlock) out.field("bytes_memlock", *map.bytes_memlock);
  if (map.owner_program_type) out.field("owner_prog_type", map.owner_program_type_name);
  if (map.owner_jited) out.field("owner_jited", *map.owner_jited);
  out.field("frozen", map.frozen ? 1 : 0);
  if (map.btf_id) out.field("btf_id", map.btf_id->value);
  if (!map.pins.empty()) out.list("pinned", map.pins);
  if (!map.holders.empty()) {
    out.key("pids");
    write(map.holders, out);
  }
  if (map.map_extra != 0) out.field("map_extra", map.map_extra);
  if (!map.full_name.empty()) out.field("full_name", map.full_name);
}

Table table(std::span<const model::Map> maps) {
  Table table({{"ID", Align::right},
               {"TYPE"},
               {"NAME"},
               {"FLAGS"},
               {"KEY", Align::right},
               {"VALUE", Align::right},
               {"MAX", Align::right},
               {"MEMLOCK", Align::right},
               {"HELD BY"}});
  for (const model::Map& map : maps)
    table.add({std::to_string(map.id.value), map.type_name, shown_name(map), fmt::format("{:#x}", map.flags),
               std::to_string(map.key_size), std::to_string(map.value_size), std::to_string(map.max_entries),
               map.bytes_memlock ? std::to_string(*map.bytes_memlock) : "-", short_text(map.holders)});
  return table;
}

std::string details(const model::Map& map) {
  std::vector<std::pair<std::string, std::string>> facts = {
      {"id", std::to_string(map.id.value)},
      {"type", map.type_name},
      {"name", shown_name(map)},
      {"flags", flags_text(map.flags)},
      {"key", fmt::format("{} bytes", map.key_size)},
      {"value", fmt::format("{} bytes", map.value_size)},
      {"max entries", std::to_string(map.max_entries)},
  };
  const auto add = [&facts](const char* name, const std::string& value) { facts.emplace_back(name, value); };
  if (map.bytes_memlock) add("bytes memlock", std::to_string(*map.bytes_memlock));
  if (map.owner_program_type) add("owner program type", map.owner_program_type_name);
  if (map.owner_jited) add("owner jited", *map.owner_jited ? "yes" : "no");
  if (map.frozen) add("frozen", "yes");
  if (map.map_extra != 0) add("map extra", fmt::format("{:#x}", map.map_extra));
  if (map.btf_id) add("btf", std::to_string(map.btf_id->value));
  if (map.device) add("offloaded to", fmt::format("interface {}", map.device->ifindex));
  for (const std::string& pin : map.pins) add("pinned", pin);
  for (const model::Holder& holder : map.holders) add("held by", long_text(holder));
  return details(facts);
}

std::string dump_heading(const model::Map& map, bool json, bool pretty) {
  if (!json)
    return fmt::format("{}: {}  name {}  flags {:#x}\n", map.id.value, map.type_name, printable(map.name), map.flags);
  const std::string line = pretty ? "\n        " : "";
  const char* const colon = pretty ? ": " : ":";
  std::string text = pretty ? "\n    {" : "{";
  const auto field = [&](const char* name, const Json& value) {
    text += line + "\"" + name + "\"" + colon + value.dump(-1, ' ', false, Json::error_handler_t::replace) + ",";
  };
  field("id", map.id.value);
  field("type", map.type_name);
  if (!map.name.empty()) field("name", map.name);
  field("flags", map.flags);
  return text + line + "\"elements\"" + colon;
}

}  // namespace bpflens::render
