// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "commands/map/layout.hpp"

#include <cstdint>

#include "model/map_types.hpp"

namespace bpflens::commands {
namespace {

std::optional<btf::Types> parsed(const std::optional<std::vector<std::byte>>& blob) {
  return blob ? btf::Types::parse(*blob) : std::nullopt;
}

// A shape that doesn't fit the map's size is none: the kernel checks this, so only malformed BTF comes here.
std::optional<btf::Shape> shape(const btf::Types& types, std::uint32_t id, std::uint32_t size) {
  if (id == 0) return std::nullopt;
  auto resolved = btf::resolve(types, id);
  if (resolved.shape && resolved.shape->top().size > size) return std::nullopt;
  return std::move(resolved.shape);
}

}  // namespace

MapLayout layout_of(kernel::Kernel& kernel, const model::Map& map) {
  MapLayout layout;
  if (map.btf_vmlinux_value_type != 0) {  // struct_ops: the kernel's own type
    if (const auto types = parsed(kernel.types.vmlinux()))
      layout.value = shape(*types, map.btf_vmlinux_value_type, map.value_size);
    return layout;
  }
  if (!map.btf_id || (map.btf_key_type == 0 && map.btf_value_type == 0)) return layout;
  if (const auto types = parsed(kernel.types.blob(*map.btf_id))) {
    layout.key = shape(*types, map.btf_key_type, map.key_size);
    layout.value = shape(*types, map.btf_value_type, map.value_size);
  }
  return layout;
}

render::EntryForm entry_form(kernel::Kernel& kernel, const model::Map& map, const MapLayout& layout) {
  return {.key_size = map.key_size,
          .value_size = map.value_size,
          .cpus = model::is_per_cpu(map.type) ? kernel.maps.possible_cpus() : 0,
          .map_of_maps = model::is_map_of_maps(map.type),
          .key = layout.key ? &*layout.key : nullptr,
          .value = layout.value ? &*layout.value : nullptr};
}

}  // namespace bpflens::commands
