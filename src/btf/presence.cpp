// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "btf/presence.hpp"

#include <bpf/btf.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "btf/core_path.hpp"

namespace bpflens::btf {
namespace {

constexpr int kDeepestType = 64;

std::string_view take_word(std::string_view& path) {
  const std::size_t point = path.find('.');
  const std::string_view word = path.substr(0, point);
  path.remove_prefix(point == std::string_view::npos ? path.size() : point + 1);
  return word;
}

// The type that has members or enumerators, behind pointers and arrays.
const btf_type* holder(const ::btf* all, std::uint32_t id) {
  const btf_type* type = skip_to_bare(all, id);
  for (int depth = 0; type != nullptr && depth < kDeepestType && (btf_is_ptr(type) || btf_is_array(type)); ++depth) {
    id = btf_is_ptr(type) ? type->type : btf_array(type)->type;
    type = skip_to_bare(all, id);
  }
  return type;
}

std::optional<std::uint32_t> member(const ::btf* all, const btf_type* record, std::string_view name, int depth) {
  if (record == nullptr || !btf_is_composite(record) || depth > kDeepestType) return std::nullopt;
  for (std::uint32_t i = 0; i < btf_vlen(record); ++i) {
    const btf_member& one = btf_members(record)[i];
    const std::string_view found = name_in(all, one.name_off);
    if (found == name) return one.type;
    std::uint32_t id = one.type;
    if (!found.empty()) continue;
    if (const auto inner = member(all, skip_to_bare(all, id), name, depth + 1)) return inner;
  }
  return std::nullopt;
}

bool has_enumerator(const ::btf* all, const btf_type* type, std::string_view name) {
  if (type == nullptr) return false;
  const auto names = enumerators(all, type);
  return std::find(names.begin(), names.end(), name) != names.end();
}

// From a type down the rest of the path; empty when it ends well.
std::string follow(const ::btf* all, std::uint32_t id, std::string_view done, std::string_view path) {
  std::string place(done);
  while (!path.empty()) {
    const std::string_view word = take_word(path);
    const btf_type* type = holder(all, id);
    const auto next = member(all, type, word, 0);
    if (!next) return path.empty() && has_enumerator(all, type, word) ? "" : place + " has no " + std::string(word);
    id = *next;
    place += "." + std::string(word);
  }
  return "";
}

bool is_asked_for(const ::btf* all, const btf_type* type, std::string_view name) {
  if (type == nullptr || type->name_off == 0 || name_in(all, type->name_off) != name) return false;
  return !btf_is_fwd(type) && !btf_is_datasec(type) && btf_kind(type) != BTF_KIND_DECL_TAG &&
         btf_kind(type) != BTF_KIND_TYPE_TAG;
}

}  // namespace

std::string absence(const Types& types, std::string_view path) {
  const ::btf* all = types.get();
  std::string_view rest = path;
  const std::string_view root = take_word(rest);
  std::string problem = "there is no " + std::string(root);
  bool found = false;
  for (std::uint32_t id = 1; id < btf__type_cnt(all); ++id) {
    if (!is_asked_for(all, btf__type_by_id(all, id), root)) continue;
    std::string why = follow(all, id, root, rest);
    if (why.empty()) return "";
    if (!std::exchange(found, true)) problem = std::move(why);
  }
  return problem;
}

}  // namespace bpflens::btf
