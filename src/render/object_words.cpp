// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "render/object_words.hpp"

#include <array>

#include "btf/access.hpp"
#include "model/names.hpp"

namespace bpflens::render {

std::string word_or_number(std::span<const std::string_view> names, std::uint32_t value) {
  const std::string_view word = model::name_of(names, value);
  return word.empty() ? "type " + std::to_string(value) : std::string(word);
}

std::string kind_text(const std::optional<model::ProgramKind>& kind) {
  if (!kind) return "unknown";
  std::string text = word_or_number(model::program_type_names(), kind->type);
  if (kind->attach_type) text += " " + word_or_number(model::attach_type_names(), *kind->attach_type);
  if (kind->sleepable) text += " sleepable";
  if (kind->frags) text += " frags";
  return text;
}

std::string_view origin_words(model::ObjectMap::Origin origin) {
  using Origin = model::ObjectMap::Origin;
  switch (origin) {
    case Origin::declared:
      return "BTF";
    case Origin::legacy:
      return "legacy";
    case Origin::data:
      return "variables";
    case Origin::struct_ops:
      return "struct_ops";
  }
  return "";
}

std::string_view extern_words(model::ObjectExtern::Kind kind) {
  using Kind = model::ObjectExtern::Kind;
  switch (kind) {
    case Kind::kernel_function:
      return "kernel function";
    case Kind::kernel_symbol:
      return "kernel symbol";
    case Kind::build_option:
      return "build option";
  }
  return "";
}

std::string_view core_words(model::CoreKind kind) {
  constexpr std::array<std::string_view, 13> kWords = {
      "member_offset",      "member_size",      "member_exists",  "member_signed", "member_shift_left",
      "member_shift_right", "local_type_id",    "target_type_id", "type_exists",   "type_size",
      "enumerator_exists",  "enumerator_value", "type_matches"};
  const auto index = static_cast<std::size_t>(kind);
  return index < kWords.size() ? kWords[index] : "unknown";
}

std::string core_target(const btf::Types* types, const model::CoreRelocation& relocation) {
  if (types != nullptr) return btf::access_text(*types, relocation.type, relocation.access);
  return "type " + std::to_string(relocation.type) + " " + relocation.access;
}

}  // namespace bpflens::render
