// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Keys and their order are bpftool's; what is absent there is absent here.
#include "render/program.hpp"

#include <cstdint>

#include <fmt/chrono.h>
#include <fmt/core.h>

#include "render/details.hpp"
#include "render/escape.hpp"
#include "render/holders.hpp"
#include "render/table.hpp"

namespace bpflens::render {
namespace {

std::string id_text(model::MapId id) { return std::to_string(id.value); }

std::string local_time(std::chrono::system_clock::time_point time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%S%z}", fmt::localtime(std::chrono::system_clock::to_time_t(time)));
}

}  // namespace

std::string hex(const model::Tag& tag) {
  std::string text;
  for (const std::uint8_t byte : tag) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

namespace {

void write_head(const model::Program& program, JsonText& out) {
  out.field("id", program.id.value);
  out.field("type", program.type_name);
  if (!program.name.empty()) out.field("name", program.name);
  out.field("tag", hex(program.tag));
  out.field("gpl_compatible", program.gpl_compatible);
}

void write_device(const model::OffloadDevice& device, JsonText& out) {
  out.key("dev");
  out.open_object();
  out.field("ifindex", device.ifindex);
  out.field("ns_dev", device.netns_dev);
  out.field("ns_inode", device.netns_inode);
  if (!device.name.empty()) out.field("ifname", device.name);
  out.close_object();
}

void write_metadata(std::span<const model::Metadatum> facts, JsonText& out) {
  out.key("metadata");
  Json all;
  for (const model::Metadatum& fact : facts) all[fact.name] = Json::parse(fact.value);
  out.value(all);
}

}  // namespace

Json head_json(const model::Program& program) {
  JsonText out(false);
  out.open_object();
  write_head(program, out);
  out.close_object();
  return Json::parse(out.take());
}

void write_fields(const model::Program& program, JsonText& out) {
  write_head(program, out);
  if (program.run_time.count() != 0) {
    out.field("run_time_ns", program.run_time.count());
    out.field("run_cnt", program.run_count);
  }
  if (program.recursion_misses != 0) out.field("recursion_misses", program.recursion_misses);
  if (program.device) write_device(*program.device, out);
  if (!program.orphaned) {
    out.field("loaded_at", std::chrono::system_clock::to_time_t(program.loaded_at));
    out.field("uid", program.created_by_uid);
  }
  out.field("orphaned", program.orphaned);
  out.field("bytes_xlated", program.bytes_translated);
  out.field("jited", program.bytes_jited != 0);
  if (program.bytes_jited != 0) out.field("bytes_jited", program.bytes_jited);
  if (program.bytes_memlock) out.field("bytes_memlock", *program.bytes_memlock);
  if (!program.map_ids.empty()) {
    out.key("map_ids");
    out.open_array();
    for (const model::MapId id : program.map_ids) out.value(id.value);
    out.close_array();
  }
  if (program.btf_id) out.field("btf_id", program.btf_id->value);
  if (!program.pins.empty()) out.list("pinned", program.pins);
  if (!program.holders.empty()) {
    out.key("pids");
    write(program.holders, out);
  }
  if (!program.metadata.empty()) write_metadata(program.metadata, out);
}

Table table(std::span<const model::Program> programs) {
  Table table({{"ID", Align::right},
               {"TYPE"},
               {"NAME"},
               {"TAG"},
               {"UID", Align::right},
               {"XLATED", Align::right},
               {"JITED", Align::right},
               {"MAPS"},
               {"HELD BY"}});
  for (const model::Program& program : programs)
    table.add({std::to_string(program.id.value), program.type_name, program.name, hex(program.tag),
               std::to_string(program.created_by_uid), std::to_string(program.bytes_translated),
               std::to_string(program.bytes_jited), joined(program.map_ids, id_text), short_text(program.holders)});
  return table;
}

namespace {

using Facts = std::vector<std::pair<std::string, std::string>>;

void add_sizes(const model::Program& program, Facts& facts) {
  facts.emplace_back("bytes xlated", std::to_string(program.bytes_translated));
  facts.emplace_back("bytes jited", program.bytes_jited != 0 ? std::to_string(program.bytes_jited) : "not jited");
}

std::string text_of(const model::OffloadDevice& device) {
  const std::string number = "interface " + std::to_string(device.ifindex);
  if (!device.name.empty()) return number + " (" + device.name + ")";
  return number + fmt::format(" of the network namespace with inode {}", device.netns_inode);
}

}  // namespace

std::string details(const model::Program& program) {
  Facts facts;
  const auto add = [&facts](const char* name, const std::string& value) { facts.emplace_back(name, value); };
  add("id", std::to_string(program.id.value));
  add("type", program.type_name);
  if (!program.name.empty()) add("name", program.name);
  add("tag", hex(program.tag));
  if (program.orphaned) {
    add("orphaned", "yes: the device it was bound to is gone");
  } else {
    add("gpl compatible", program.gpl_compatible ? "yes" : "no");
    add("loaded", local_time(program.loaded_at));
    add("uid", std::to_string(program.created_by_uid));
    add_sizes(program, facts);
  }
  if (program.bytes_memlock) add("bytes memlock", std::to_string(*program.bytes_memlock));
  if (!program.map_ids.empty()) add("maps", joined(program.map_ids, id_text));
  if (program.btf_id) add("btf", std::to_string(program.btf_id->value));
  if (program.run_count != 0) add("runs", fmt::format("{} in {} ns", program.run_count, program.run_time.count()));
  if (program.recursion_misses != 0) add("recursion misses", std::to_string(program.recursion_misses));
  if (program.device) add("bound to", text_of(*program.device));
  for (const std::string& pin : program.pins) add("pinned", pin);
  for (const model::Holder& holder : program.holders) add("held by", long_text(holder));
  std::string text = details(facts);
  if (!program.metadata.empty()) text += "metadata:\n";
  for (const model::Metadatum& fact : program.metadata)
    text += "        " + printable(fact.name) + " = " + fact.value + "\n";
  return text;
}

}  // namespace bpflens::render
