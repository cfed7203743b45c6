// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "commands/map/layout.hpp"

#include <cstdint>

#include "btf/declaration.hpp"
#include "commands/context.hpp"
#include "commands/type_file.hpp"
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

std::optional<btf::Shape> declared_side(const std::string& option, const std::string& text, const btf::Types* known) {
  if (text.empty()) return std::nullopt;
  auto resolved = btf::declared(text, known);
  if (!resolved.shape) throw UsageError(option + ": " + resolved.problem);
  return std::move(resolved.shape);
}

MapLayout declared_layout(const LayoutOptions& options, const btf::Types* known) {
  if (!options.type.empty() && !options.value_type.empty())
    throw UsageError("--type and --value-type both name the type of the values: give one");
  MapLayout layout;
  layout.key = declared_side("--key-type", options.key_type, known);
  layout.value = options.type.empty() ? declared_side("--value-type", options.value_type, known)
                                      : declared_side("--type", options.type, known);
  return layout;
}

std::optional<btf::Types> known_types(const LayoutOptions& options) {
  if (options.file.empty()) return std::nullopt;
  if (!options.declared()) throw UsageError("--btf needs --type, --key-type or --value-type, which name types in it");
  return types_of_file("--btf", options.file);
}

// Values whose last member takes what there is may have more bytes than their type.
bool ends_flexibly(const btf::Shape& shape, std::size_t node) {
  const btf::Node& last = shape.nodes[node];
  if (last.kind == btf::Kind::array) return last.count == 0;
  return last.kind == btf::Kind::composite && !last.members.empty() && ends_flexibly(shape, last.members.back().node);
}

void check_size(const std::string& what, const std::optional<btf::Shape>& shape, std::uint32_t size) {
  if (!shape) return;
  const std::uint64_t declared = shape->top().size;
  if (declared == size || (declared < size && ends_flexibly(*shape, shape->root))) return;
  throw UsageError("the declared type of the " + what + "s has " + std::to_string(declared) + " bytes, the map's " +
                   what + "s have " + std::to_string(size));
}

}  // namespace

void declare_layout(CLI::App& app, LayoutOptions& options) {
  app.add_option("--key-type", options.key_type,
                 "what keys are, as C declares it: 'u32', 'struct { u32 ip; u16 port[2]; }'")
      ->type_name("TYPE");
  app.add_option("--value-type", options.value_type, "what values are, likewise")->type_name("TYPE");
  app.add_option("--btf", options.file,
                 "an object or BTF file, whose types may be named in --type, --key-type, --value-type")
      ->type_name("FILE");
  app.add_option("--type", options.type, "what values are, by the name of the type: 'struct event'")->type_name("TYPE");
}

void declare_string_integers(CLI::App& app, bool& wanted) {
  app.add_flag("--string-integers", wanted,
               "quote integers beyond 2^53 in JSON, for readers that keep numbers as doubles (jq before 1.7)");
}

MapLayout declared_layout(const LayoutOptions& options) {
  const auto known = known_types(options);
  return declared_layout(options, known ? &*known : nullptr);
}

MapLayout layout_of(kernel::Kernel& kernel, const model::Map& map, const LayoutOptions& options) {
  if (!options.declared() && options.file.empty()) return layout_of(kernel, map);
  auto known = known_types(options);
  if (!known && map.btf_id) known = parsed(kernel.types.blob(*map.btf_id));
  MapLayout layout = declared_layout(options, known ? &*known : nullptr);
  check_size("key", layout.key, map.key_size);
  check_size("value", layout.value, map.value_size);
  MapLayout own = layout_of(kernel, map);
  if (!layout.key) layout.key = std::move(own.key);
  if (!layout.value) layout.value = std::move(own.value);
  return layout;
}

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
          .prefixes = map.type == model::kLpmTrie && map.key_size > sizeof(std::uint32_t),
          .key = layout.key ? &*layout.key : nullptr,
          .value = layout.value ? &*layout.value : nullptr};
}

}  // namespace bpflens::commands
