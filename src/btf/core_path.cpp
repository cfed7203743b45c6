// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "btf/core_path.hpp"

#include <charconv>

#include "btf/core.hpp"

namespace bpflens::btf {
namespace {

using model::CoreKind;

constexpr int kDeepestPath = 64;

// "0:1:2" as numbers; nothing for anything else.
std::optional<std::vector<std::uint32_t>> indices(std::string_view access) {
  std::vector<std::uint32_t> numbers;
  while (!access.empty()) {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(access.data(), access.data() + access.size(), number);
    if (error != std::errc()) return std::nullopt;
    numbers.push_back(number);
    access.remove_prefix(static_cast<std::size_t>(end - access.data()));
    if (access.empty()) break;
    if (access.front() != ':') return std::nullopt;
    access.remove_prefix(1);
    if (access.empty()) return std::nullopt;
  }
  if (numbers.empty() || numbers.size() > kDeepestPath) return std::nullopt;
  return numbers;
}

bool is_about_member(CoreKind kind) { return kind <= CoreKind::member_shift_right; }
bool is_about_enumerator(CoreKind kind) {
  return kind == CoreKind::enumerator_exists || kind == CoreKind::enumerator_value;
}

bool add_member(const ::btf* local, const btf_type* record, std::uint32_t index, std::uint32_t& id, CorePath& path) {
  if (index >= btf_vlen(record)) return false;
  const btf_member& member = btf_members(record)[index];
  id = member.type;
  const std::string_view name = name_in(local, member.name_off);
  if (name.empty()) return true;
  path.steps.push_back({.member = name, .type = member.type});
  path.text += "." + std::string(name);
  return true;
}

bool add_members(const ::btf* local, const std::vector<std::uint32_t>& numbers, CorePath& path) {
  std::uint32_t id = path.root;
  if (numbers[0] != 0) path.text += "[" + std::to_string(numbers[0]) + "]";
  for (std::size_t i = 1; i < numbers.size(); ++i) {
    const btf_type* type = skip_to_bare(local, id);
    if (type == nullptr) return false;
    if (btf_is_composite(type)) {
      if (!add_member(local, type, numbers[i], id, path)) return false;
    } else if (btf_is_array(type)) {
      id = btf_array(type)->type;
      path.steps.push_back({.member = "", .type = id, .index = numbers[i]});
      path.text += "[" + std::to_string(numbers[i]) + "]";
    } else {
      return false;
    }
  }
  return true;
}

bool add_enumerator(const ::btf* local, std::uint32_t index, CorePath& path) {
  std::uint32_t id = path.root;
  const btf_type* type = skip_to_bare(local, id);
  if (type == nullptr) return false;
  const auto names = enumerators(local, type);
  if (index >= names.size()) return false;
  path.enumerator = essential_name(names[index]);
  path.text += "." + std::string(path.enumerator);
  return true;
}

}  // namespace

std::string_view name_in(const ::btf* types, std::uint32_t offset) {
  const char* name = btf__name_by_offset(types, offset);
  return name != nullptr ? name : "";
}

const btf_type* skip_to_bare(const ::btf* types, std::uint32_t& id) {
  const btf_type* type = btf__type_by_id(types, id);
  for (int depth = 0; type != nullptr && (btf_is_mod(type) || btf_is_typedef(type)); ++depth) {
    if (depth == kDeepestPath) return nullptr;
    id = type->type;
    type = btf__type_by_id(types, id);
  }
  return id == 0 ? nullptr : type;
}

std::vector<std::string_view> enumerators(const ::btf* types, const btf_type* type) {
  std::vector<std::string_view> names;
  if (!btf_is_any_enum(type)) return names;
  for (std::uint32_t i = 0; i < btf_vlen(type); ++i)
    names.push_back(name_in(types, btf_is_enum64(type) ? btf_enum64(type)[i].name_off : btf_enum(type)[i].name_off));
  return names;
}

std::optional<CorePath> core_path(const ::btf* local, const model::CoreRelocation& relocation) {
  CorePath path{.root = relocation.type};
  const btf_type* root = btf__type_by_id(local, relocation.type);
  const auto numbers = indices(relocation.access);
  if (root == nullptr || relocation.type == 0 || !numbers) return std::nullopt;
  path.root_name = essential_name(name_in(local, root->name_off));
  path.text = path.root_name;
  if (path.root_name.empty()) return std::nullopt;
  if (is_about_member(relocation.kind) && !add_members(local, *numbers, path)) return std::nullopt;
  if (is_about_enumerator(relocation.kind) && !add_enumerator(local, (*numbers)[0], path)) return std::nullopt;
  return path;
}

}  // namespace bpflens::btf
