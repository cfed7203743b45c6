// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Keys and their order are bpftool's.
#include "render/cgroup.hpp"

#include <fmt/core.h>

#include "render/table.hpp"

namespace bpflens::render {
namespace {

// BPF_F_ALLOW_OVERRIDE, BPF_F_ALLOW_MULTI.
std::string flags_word(std::uint32_t flags) {
  switch (flags) {
    case 0:
      return "";
    case 1:
      return "override";
    case 2:
      return "multi";
    default:
      return fmt::format("unknown({:x})", flags);
  }
}

}  // namespace

Json to_json(const model::CgroupProgram& program, bool effective) {
  Json json;
  json["id"] = program.program.value;
  json["attach_type"] = program.attach_type;
  if (!effective) json["attach_flags"] = flags_word(program.attach_flags);
  json["name"] = program.name;
  json["attach_btf_name"] = program.hook;
  json["attach_btf_obj_id"] = program.hook_object;
  json["attach_btf_id"] = program.hook_type;
  return json;
}

Json to_json(const model::CgroupPrograms& group, bool effective) {
  Json json{{"cgroup", group.directory}, {"programs", Json::array()}};
  for (const model::CgroupProgram& program : group.programs) json["programs"].push_back(to_json(program, effective));
  return json;
}

Table table(std::span<const model::CgroupPrograms> groups, bool effective, bool tree) {
  std::vector<Column> columns;
  if (tree) columns.push_back({"CGROUP"});
  for (Column& column : std::vector<Column>{{"PROG", Align::right}, {"ATTACH TYPE"}, {"NAME"}})
    columns.push_back(std::move(column));
  if (!effective) columns.push_back({"FLAGS"});
  Table table(std::move(columns));
  for (const model::CgroupPrograms& group : groups)
    for (const model::CgroupProgram& program : group.programs) {
      std::vector<std::string> cells;
      if (tree) cells.push_back(group.directory);
      cells.push_back(std::to_string(program.program.value));
      cells.push_back(program.attach_type + (program.hook.empty() ? "" : " " + program.hook));
      cells.push_back(program.name.empty() ? "-" : program.name);
      if (!effective) cells.push_back(flags_word(program.attach_flags));
      table.add(std::move(cells));
    }
  return table;
}

}  // namespace bpflens::render
