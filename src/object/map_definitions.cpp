// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The elements of the arrays are characters, so that no array is too large.
#include "object/map_definitions.hpp"

#include <linux/bpf.h>

#include <algorithm>
#include <map>

namespace bpflens::object {
namespace {

using Member = BtfEdit::Member;

class Definitions {
 public:
  explicit Definitions(BtfEdit& btf) : btf_(btf), char_(btf.add_char()) {}

  // Returns the variable of that map, at that place in the section.
  BtfEdit::Variable add(const LegacyMap& map, const std::vector<LegacyMap>& all, MapSlot& slot) {
    std::vector<Member> members = numbers(map);
    if (map.pin_by_name) members.push_back({"pinning", number(kPinByName)});
    slot.values = static_cast<std::uint32_t>(8 * members.size());
    slot.size = slot.values + 8 * values_of(map);
    if (map.inner) members.push_back(values(btf_.add_struct(numbers(all[*map.inner]))));
    if (map.type == BPF_MAP_TYPE_PROG_ARRAY && !map.filled.empty()) members.push_back(values(btf_.add_function_type()));
    return {btf_.add_variable(map.name, btf_.add_struct(members)), slot.offset, slot.size};
  }

 private:
  static std::uint32_t values_of(const LegacyMap& map) {
    std::uint32_t count = 0;
    for (const FilledSlot& filled : map.filled) count = std::max(count, filled.slot + 1);
    return count;
  }

  // Maps have many numbers in common.
  std::uint32_t number(std::uint32_t value) {
    const auto [found, is_new] = numbers_.try_emplace(value, 0);
    if (is_new) found->second = btf_.add_pointer(btf_.add_array(char_, char_, value));
    return found->second;
  }

  std::vector<Member> numbers(const LegacyMap& map) {
    std::vector<Member> all = {{"type", number(map.type)}};
    const auto add = [&](std::string_view name, std::uint32_t value) {
      if (value != 0) all.push_back({name, number(value)});
    };
    add("key_size", map.key_size);
    add("value_size", map.value_size);
    add("max_entries", map.max_entries);
    add("map_flags", map.flags);
    add("numa_node", map.numa_node);
    return all;
  }

  // An array without end of pointers to what the values are.
  Member values(std::uint32_t type) { return {"values", btf_.add_array(btf_.add_pointer(type), char_, 0), 0}; }

  BtfEdit& btf_;
  std::uint32_t char_;
  std::map<std::uint32_t, std::uint32_t> numbers_;  // the types that stand for them
};

// libbpf makes maps in the order of their definitions, and wants those that are put into others made before them.
std::vector<std::size_t> in_order(const std::vector<LegacyMap>& maps) {
  std::vector<std::size_t> order;
  for (const bool filled : {false, true})
    for (std::size_t i = 0; i < maps.size(); ++i)
      if ((maps[i].inner && !maps[i].filled.empty()) == filled) order.push_back(i);
  return order;
}

}  // namespace

std::vector<MapSlot> define_maps(BtfEdit& btf, const std::vector<LegacyMap>& maps,
                                 const std::vector<BtfEdit::Variable>& there) {
  std::vector<BtfEdit::Variable> variables = there;
  std::uint32_t size = 0;
  for (const BtfEdit::Variable& variable : there) size = std::max(size, variable.offset + variable.size);
  size = (size + 7) / 8 * 8;
  Definitions definitions(btf);
  std::vector<MapSlot> slots(maps.size());
  for (const std::size_t i : in_order(maps)) {
    slots[i].offset = size;
    variables.push_back(definitions.add(maps[i], maps, slots[i]));
    size += slots[i].size;
  }
  btf.add_section(".maps", size, variables);
  return slots;
}

}  // namespace bpflens::object
