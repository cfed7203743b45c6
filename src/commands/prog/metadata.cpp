// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A map that several programs share is read once. Only programs with BTF are asked for their maps: without it
// no variable has a name.
#include "commands/prog/metadata.hpp"

#include <cstdint>
#include <map>
#include <string_view>

#include "btf/plan.hpp"
#include "btf/shape.hpp"

namespace bpflens::commands {
namespace {

using Metadata = std::vector<model::Metadatum>;

constexpr std::string_view kPrefix = "bpf_metadata_";
constexpr std::uint32_t kArray = 2;  // BPF_MAP_TYPE_ARRAY

bool may_hold_metadata(const model::Map& map) {
  return map.type == kArray && map.max_entries == 1 && map.btf_id && map.btf_value_type != 0 &&
         map.name.find(".rodata") != std::string::npos;
}

std::string value_text(const btf::Shape& section, const btf::Member& variable, std::span<const std::byte> bytes) {
  const auto plan = btf::Plan::compile({section.nodes, variable.node}, {.bpftool = true}).plan;
  const std::size_t offset = variable.bit_offset / 8;
  if (!plan || bytes.size() < offset || bytes.size() - offset < plan->size()) return "";
  btf::Buffer buffer;
  plan->write(bytes.subspan(offset, plan->size()), buffer);
  return std::string(buffer.text());
}

Metadata metadata_in(const btf::Shape& section, std::span<const std::byte> bytes) {
  Metadata metadata;
  if (section.top().kind != btf::Kind::section) return metadata;
  for (const btf::Member& variable : section.top().members) {
    if (!variable.name.starts_with(kPrefix)) continue;
    const std::string value = value_text(section, variable, bytes);
    if (!value.empty()) metadata.push_back({variable.name.substr(kPrefix.size()), value});
  }
  return metadata;
}

Metadata read(kernel::Kernel& kernel, model::MapId id) {
  const auto map = kernel.maps.find(id);
  if (!map || !may_hold_metadata(*map)) return {};
  const auto blob = kernel.types.blob(*map->btf_id);
  const auto types = blob ? btf::Types::parse(*blob) : std::nullopt;
  const auto section = types ? btf::resolve(*types, map->btf_value_type).shape : std::nullopt;
  if (!section) return {};
  const auto walk = kernel.maps.entries(*map);
  kernel::EntryBatch batch;
  if (!walk->next(batch) || batch.count != 1) return {};
  return metadata_in(*section, {batch.values, map->value_size});
}

// Who may open a program by its pin may not open its maps.
Metadata read_if_allowed(kernel::Kernel& kernel, model::MapId id) {
  try {
    return read(kernel, id);
  } catch (const kernel::Error& error) {
    if (error.failure().kind != kernel::ErrorKind::permission) throw;
    return {};
  }
}

}  // namespace

void add_metadata(kernel::Kernel& kernel, std::vector<model::Program>& programs) {
  std::map<std::uint32_t, Metadata> known;
  for (model::Program& program : programs) {
    if (!program.btf_id) continue;
    for (const model::MapId id : program.map_ids) {
      const auto [entry, fresh] = known.try_emplace(id.value);
      if (fresh) entry->second = read_if_allowed(kernel, id);
      program.metadata.insert(program.metadata.end(), entry->second.begin(), entry->second.end());
    }
  }
}

}  // namespace bpflens::commands
