// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What the verbs that work on the entries of one map have in common.
#pragma once

#include <string>
#include <vector>

#include "commands/map/layout.hpp"
#include "commands/select.hpp"

namespace bpflens::commands {

// The one map that the argument means. Throws UsageError when several do; empty when none does.
std::optional<model::Map> one_map(kernel::Kernel& kernel, const model::Selector& wanted);

// Runs with the map, or reports that there is none.
template <class Use>
int with_map(Context& context, const std::string& object, Use use) {
  const model::Selector wanted = selector(object);
  const auto map = one_map(context.kernel, wanted);
  if (!map) return report_error(context, not_found("map", wanted), kNo);
  return use(*map);
}

// Room for a value as the kernel hands it over: on per-CPU maps every CPU's.
std::vector<std::byte> value_room(kernel::Kernel& kernel, const model::Map& map);

// The value that words stand for, in the kernel's form: on per-CPU maps the same one for every CPU, or out of an array
// with one for each. (An array for a type that is an array itself is one value.)
std::vector<std::byte> value_bytes(kernel::Kernel& kernel, const std::vector<std::string>& words, const model::Map& map,
                                   const MapLayout& layout);

// Prints one entry in the form of "map dump".
void print_entry(Context& context, const model::Map& map, const MapLayout& layout, std::span<const std::byte> key,
                 std::span<const std::byte> value, bool string_integers);

// The key that words stand for; on LPM tries also "10.0.0.0/8".
std::vector<std::byte> key_bytes(const std::vector<std::string>& words, const model::Map& map, const MapLayout& layout);

// What there is to say, on standard error, at the end of a walk over the entries ("dump", "export").
int report_walk(Context& context, const model::Map& map, kernel::Entries& entries, const std::string& what);

inline const btf::Shape* shape_of(const std::optional<btf::Shape>& shape) { return shape ? &*shape : nullptr; }

}  // namespace bpflens::commands
