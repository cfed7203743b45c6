// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "btf/lookup.hpp"

#include <bpf/btf.h>

#include <algorithm>
#include <array>
#include <set>

namespace bpflens::btf {
namespace {

// libbpf doesn't check the names of every type, and has none for some.
const char* name_of(const ::btf* all, const btf_type* type) {
  const char* name = btf__name_by_offset(all, type->name_off);
  return name != nullptr ? name : "";
}

// Through const, volatile and typedefs; malformed BTF may lead in a circle.
const btf_type* bare(const ::btf* all, std::uint32_t& id) {
  const btf_type* type = btf__type_by_id(all, id);
  for (int depth = 0; depth < 32 && type != nullptr && (btf_is_mod(type) || btf_is_typedef(type)); ++depth) {
    id = type->type;
    type = btf__type_by_id(all, id);
  }
  return type;
}

// What a variable points to, when it is a struct or union.
std::optional<std::uint32_t> pointed_to(const ::btf* all, const btf_type* variable) {
  std::uint32_t id = variable->type;
  const btf_type* type = bare(all, id);
  if (type == nullptr || !btf_is_ptr(type)) return std::nullopt;
  id = type->type;
  type = bare(all, id);
  if (type == nullptr || !btf_is_composite(type)) return std::nullopt;
  return id;
}

std::uint32_t type_count(const ::btf* all) { return btf__type_cnt(all); }

std::optional<std::uint32_t> find(const Types& types, std::string_view name, std::uint32_t kind) {
  const int id = btf__find_by_name_kind(types.get(), std::string(name).c_str(), kind);
  return id > 0 ? std::optional(static_cast<std::uint32_t>(id)) : std::nullopt;
}

struct Keyword {
  std::string_view word;
  std::uint32_t kind;
};
constexpr auto kKeywords =
    std::to_array<Keyword>({{"struct ", BTF_KIND_STRUCT}, {"union ", BTF_KIND_UNION}, {"enum ", BTF_KIND_ENUM}});

}  // namespace

std::vector<RecordType> record_types(const Types& types) {
  const ::btf* all = types.get();
  std::set<std::uint32_t> exported;
  for (std::uint32_t id = 1; id < type_count(all); ++id)
    if (const btf_type* type = btf__type_by_id(all, id); btf_is_var(type))
      if (const auto target = pointed_to(all, type)) exported.insert(*target);
  std::vector<RecordType> records;
  for (std::uint32_t id = 1; id < type_count(all); ++id) {
    const btf_type* type = btf__type_by_id(all, id);
    if (!btf_is_composite(type) || *name_of(all, type) == '\0') continue;
    records.push_back({.id = id,
                       .name = std::string(btf_is_union(type) ? "union " : "struct ") + name_of(all, type),
                       .size = type->size,
                       .exported = exported.contains(id)});
  }
  return records;
}

std::vector<std::string> variable_names(const Types& types) {
  const ::btf* all = types.get();
  std::vector<std::string> names;
  for (std::uint32_t id = 1; id < type_count(all); ++id)
    if (const btf_type* type = btf__type_by_id(all, id); btf_is_var(type)) names.emplace_back(name_of(all, type));
  return names;
}

std::optional<std::uint32_t> find_type(const Types& types, std::string_view name) {
  for (const Keyword& keyword : kKeywords)
    if (name.starts_with(keyword.word)) return find(types, name.substr(keyword.word.size()), keyword.kind);
  for (const int kind : std::initializer_list<int>{BTF_KIND_TYPEDEF, BTF_KIND_INT, BTF_KIND_STRUCT, BTF_KIND_UNION,
                                                   BTF_KIND_ENUM, BTF_KIND_FLOAT})
    if (const auto id = find(types, name, static_cast<std::uint32_t>(kind))) return id;
  return std::nullopt;
}

std::uint32_t type_count(const Types& types) { return btf__type_cnt(types.get()) - 1; }

}  // namespace bpflens::btf
