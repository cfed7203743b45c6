// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A declaration in BTF is a struct whose members mean something by their names: numbers are the lengths of
// arrays that the members point to, types are what they point to.
#include "object/maps.hpp"

#include <bpf/btf.h>
#include <linux/bpf.h>

#include <cstdint>
#include <limits>

#include "object/functions.hpp"
#include "object/legacy_maps.hpp"
#include "object/map_definitions.hpp"

namespace bpflens::object {
namespace {

using model::ObjectMap;

constexpr std::uint32_t kReadOnly = BPF_F_RDONLY_PROG;
constexpr int kDeepest = 32;  // malformed BTF may lead in circles

// A type of the object's BTF without typedefs and qualifiers.
class Declarations {
 public:
  explicit Declarations(const ::btf* types) : types_(types) {}

  std::string_view name(std::uint32_t offset) const {
    const char* text = btf__name_by_offset(types_, offset);
    return text != nullptr ? text : "";
  }

  const btf_type* bare(std::uint32_t& id) const {
    const btf_type* type = btf__type_by_id(types_, id);
    for (int depth = 0; depth < kDeepest && type != nullptr && (btf_is_mod(type) || btf_is_typedef(type)); ++depth) {
      id = type->type;
      type = btf__type_by_id(types_, id);
    }
    return type;
  }

  // The map that a struct declares.
  ObjectMap map(std::uint32_t definition, int depth = 0) const {
    ObjectMap map;
    const btf_type* record = bare(definition);
    if (record == nullptr || !btf_is_struct(record) || depth > 1) return map;
    const btf_member* members = btf_members(record);
    for (std::uint32_t i = 0; i < btf_vlen(record); ++i) set(map, name(members[i].name_off), members[i].type, depth);
    return map;
  }

  template <class Visit>
  void each_variable(std::string_view section, Visit visit) const {
    for (std::uint32_t id = 1; id < btf__type_cnt(types_); ++id) {
      const btf_type* type = btf__type_by_id(types_, id);
      if (type == nullptr || !btf_is_datasec(type) || name(type->name_off) != section) continue;
      const btf_var_secinfo* variables = btf_var_secinfos(type);
      for (std::uint32_t i = 0; i < btf_vlen(type); ++i) {
        const btf_type* variable = btf__type_by_id(types_, variables[i].type);
        if (variable != nullptr && btf_is_var(variable)) visit(name(variable->name_off), variable->type);
      }
    }
  }

  // The id of a DATASEC; 0 when there is none.
  std::uint32_t section(std::string_view name) const {
    const int id = btf__find_by_name_kind(types_, std::string(name).c_str(), BTF_KIND_DATASEC);
    return id < 0 ? 0 : static_cast<std::uint32_t>(id);
  }

 private:
  const btf_type* pointed(std::uint32_t id, std::uint32_t& to) const {
    const btf_type* pointer = bare(id);
    if (pointer == nullptr || !btf_is_ptr(pointer)) return nullptr;
    to = pointer->type;
    return bare(to);
  }

  std::uint64_t number(std::uint32_t id) const {
    std::uint32_t to = 0;
    if (const btf_type* array = pointed(id, to)) return btf_is_array(array) ? btf_array(array)->nelems : 0;
    const btf_type* type = bare(id);  // __ulong(): an enum with the number as its one value
    if (type == nullptr || btf_vlen(type) == 0) return 0;
    if (btf_is_enum(type)) return static_cast<std::uint32_t>(btf_enum(type)->val);
    return btf_is_enum64(type) ? btf_enum64_value(btf_enum64(type)) : 0;
  }

  std::uint32_t size(std::uint32_t id) const {
    const std::int64_t bytes = btf__resolve_size(types_, id);
    return bytes < 0 ? 0 : static_cast<std::uint32_t>(bytes);
  }

  void set(ObjectMap& map, std::string_view member, std::uint32_t type, int depth) const {
    const auto small = [&] { return static_cast<std::uint32_t>(number(type)); };
    if (member == "type") map.type = small();
    if (member == "max_entries") map.max_entries = small();
    if (member == "map_flags") map.flags = small();
    if (member == "map_extra") map.extra = number(type);
    if (member == "numa_node") map.numa_node = small();
    if (member == "key_size") map.key_size = small();
    if (member == "value_size") map.value_size = small();
    if (member == "pinning") map.pin_by_name = small() == kPinByName;
    if (member == "key") set_type(map.key_type, map.key_size, type);
    if (member == "value") set_type(map.value_type, map.value_size, type);
    if (member == "values") set_inner(map, type, depth);
  }

  void set_type(std::uint32_t& id, std::uint32_t& bytes, std::uint32_t member) const {
    std::uint32_t pointer = member;
    const btf_type* type = bare(pointer);
    if (type == nullptr || !btf_is_ptr(type)) return;
    id = type->type;
    bytes = size(id);
  }

  // values: an array of pointers to the declaration that the maps in this map have, or to functions.
  void set_inner(ObjectMap& map, std::uint32_t member, int depth) const {
    const btf_type* array = bare(member);
    if (array == nullptr || !btf_is_array(array)) return;
    map.value_size = sizeof(std::uint32_t);
    std::uint32_t to = 0;
    const btf_type* element = pointed(btf_array(array)->type, to);
    if (element != nullptr && btf_is_struct(element)) map.inner.push_back(this->map(to, depth + 1));
  }

  const ::btf* types_;
};

ObjectMap from_legacy(const LegacyMap& old, const std::vector<LegacyMap>& all) {
  ObjectMap map{.name = old.name,
                .origin = ObjectMap::Origin::legacy,
                .type = old.type,
                .key_size = old.key_size,
                .value_size = old.value_size,
                .max_entries = old.max_entries,
                .flags = old.flags,
                .numa_node = old.numa_node,
                .pin_by_name = old.pin_by_name};
  if (old.inner)
    map.inner.push_back(from_legacy({.name = "",
                                     .type = all[*old.inner].type,
                                     .key_size = all[*old.inner].key_size,
                                     .value_size = all[*old.inner].value_size,
                                     .max_entries = all[*old.inner].max_entries,
                                     .flags = all[*old.inner].flags},
                                    all));
  return map;
}

// libbpf makes an array with one element of each section of variables, the read-only ones read-only.
ObjectMap from_section(const Section& section, std::uint32_t type) {
  const bool read_only = section.name.starts_with(".rodata") || section.name == ".kconfig";
  constexpr std::uint64_t kLargest = std::numeric_limits<std::uint32_t>::max();
  return {.name = std::string(section.name),
          .origin = ObjectMap::Origin::data,
          .type = BPF_MAP_TYPE_ARRAY,
          .key_size = sizeof(std::uint32_t),
          .value_size = static_cast<std::uint32_t>(std::min(section.header.sh_size, kLargest)),
          .max_entries = 1,
          .flags = read_only ? kReadOnly : 0,
          .value_type = type};
}

}  // namespace

std::variant<std::vector<ObjectMap>, Problem> read_maps(const Image& image, const btf::Types* types) {
  auto old = legacy_maps(image);
  if (auto* problem = std::get_if<Problem>(&old)) return std::move(*problem);
  std::vector<ObjectMap> maps;
  const auto& legacy = std::get<std::vector<LegacyMap>>(old);
  for (const LegacyMap& map : legacy) maps.push_back(from_legacy(map, legacy));
  const std::optional<Declarations> declared = types ? std::optional<Declarations>(types->get()) : std::nullopt;
  if (declared)
    declared->each_variable(".maps", [&](std::string_view name, std::uint32_t type) {
      maps.push_back(declared->map(type));
      maps.back().name = name;
    });
  for (const Section& section : image.sections())
    if (holds_variables(section) && section.header.sh_size > 0)
      maps.push_back(from_section(section, declared ? declared->section(section.name) : 0));
  if (!declared) return maps;
  if (declared->section(".kconfig") != 0 && image.section(".kconfig") == nullptr)
    maps.push_back({.name = ".kconfig",
                    .origin = ObjectMap::Origin::data,
                    .type = BPF_MAP_TYPE_ARRAY,
                    .key_size = sizeof(std::uint32_t),
                    .max_entries = 1,
                    .flags = kReadOnly,
                    .value_type = declared->section(".kconfig")});
  for (const char* section : {".struct_ops", ".struct_ops.link"})
    declared->each_variable(section, [&](std::string_view name, std::uint32_t type) {
      maps.push_back({.name = std::string(name),
                      .origin = ObjectMap::Origin::struct_ops,
                      .type = BPF_MAP_TYPE_STRUCT_OPS,
                      .key_size = sizeof(std::uint32_t),
                      .max_entries = 1,
                      .value_type = type});
    });
  return maps;
}

}  // namespace bpflens::object
