// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "commands/type_names.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include "btf/listing.hpp"
#include "btf/lookup.hpp"
#include "commands/context.hpp"
#include "commands/files.hpp"
#include "commands/select.hpp"
#include "commands/type_file.hpp"
#include "kernel/error.hpp"
#include "object/contents.hpp"
#include "object/elf_image.hpp"

namespace bpflens::commands {
namespace {

constexpr std::size_t kLargestObject = 256 << 20;

// A pipe would be waited for.
bool is_file(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(path, ignored);
}

void add_of_file(const std::string& path, std::vector<btf::Types>& all) {
  if (!is_file(path)) return;
  for (btf::Types& types : all_types_of_file(path)) all.push_back(std::move(types));
}

void add_of_blob(kernel::Kernel& kernel, model::BtfId id, std::vector<btf::Types>& all) {
  const auto blob = kernel.types.blob(id);
  if (auto types = blob ? btf::Types::parse(*blob) : std::nullopt) all.push_back(std::move(*types));
}

void add_of_maps(kernel::Kernel& kernel, const std::string& named, std::vector<btf::Types>& all) {
  for (const model::Map& map : select_maps(kernel, selector(named)))
    if (map.btf_id) add_of_blob(kernel, *map.btf_id, all);
}

void add_of_programs(kernel::Kernel& kernel, const std::string& named, std::vector<btf::Types>& all) {
  std::set<std::uint32_t> maps;
  for (const model::Map& map : select_maps(kernel, selector(named))) maps.insert(map.id.value);
  std::set<std::uint32_t> seen;
  for (const model::Program& program : kernel.programs.list(kernel::Detail::info)) {
    const bool uses = std::any_of(program.map_ids.begin(), program.map_ids.end(),
                                  [&](model::MapId id) { return maps.contains(id.value); });
    if (!uses || !program.btf_id || !seen.insert(program.btf_id->value).second) continue;
    add_of_blob(kernel, *program.btf_id, all);
  }
}

std::vector<btf::Types> types_in(kernel::Kernel& kernel, const TypePlaces& places) {
  std::vector<btf::Types> all;
  for (const std::string& file : places.files) add_of_file(file, all);
  try {
    for (const std::string& map : places.used_maps) add_of_programs(kernel, map, all);
    for (const std::string& map : places.maps) add_of_maps(kernel, map, all);
  } catch (const kernel::Error&) {  // may not be listed
  } catch (const UsageError&) {     // names no map, or not yet
  }
  return all;
}

}  // namespace

std::vector<TypeName> type_names(kernel::Kernel& kernel, const TypePlaces& places, const std::string& beginning) {
  std::vector<TypeName> names;
  for (const btf::Types& types : types_in(kernel, places))
    for (const btf::RecordType& record : btf::record_types(types)) {
      const std::size_t space = record.name.find(' ');
      if (record.name.compare(space + 1, beginning.size(), beginning) != 0) continue;
      names.push_back({record.name.substr(space + 1),
                       record.name.substr(0, space) + ", " + std::to_string(record.size) + " bytes"});
    }
  return names;
}

std::vector<std::string> member_names(kernel::Kernel& kernel, const TypePlaces& places, const std::string& type) {
  std::vector<std::string> names;
  for (const btf::Types& types : types_in(kernel, places)) {
    const auto id = btf::find_type(types, type);
    if (!id) continue;
    const auto listed = btf::listed(types, *id);
    if (!listed.contains("members")) continue;
    for (const auto& member : listed["members"])
      if (const std::string name = member.value("name", ""); !name.empty() && name != "(anon)") names.push_back(name);
    return names;
  }
  return names;
}

model::ObjectFile object_contents(const std::string& path) {
  if (!is_file(path)) return {};
  const FileBytes read = read_file(path, kLargestObject);
  const auto image = object::Image::read(read.bytes);
  if (std::holds_alternative<object::Problem>(image)) return {};
  auto contents = object::read_contents(std::get<object::Image>(image));
  auto* file = std::get_if<model::ObjectFile>(&contents);
  return file != nullptr ? std::move(*file) : model::ObjectFile();
}

}  // namespace bpflens::commands
