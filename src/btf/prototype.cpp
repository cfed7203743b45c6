// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Types by name only: no definition is written out.
#include "btf/prototype.hpp"

#include <bpf/btf.h>

#include <cstring>
#include <optional>

namespace bpflens::btf {
namespace {

constexpr int kLongestChain = 32;  // chains of pointers and qualifiers; malformed BTF may have endless ones
constexpr int kMostTypes = 500;    // in one text: functions that take themselves would double it at every step

struct Walk {
  const ::btf* types;
  int left = kMostTypes;
};

std::string name_at(const ::btf* types, std::uint32_t offset) {
  const char* name = btf__name_by_offset(types, offset);
  return name != nullptr ? name : "";
}

std::string arguments(Walk& walk, const btf_type* prototype, int depth);

std::string type_text(Walk& walk, std::uint32_t id, int depth) {
  const ::btf* types = walk.types;
  const btf_type* type = btf__type_by_id(types, id);
  if (id == 0) return "void";
  if (type == nullptr || depth > kLongestChain || --walk.left < 0) return "?";
  const auto inner = [&] { return type_text(walk, type->type, depth + 1); };
  const std::string name = name_at(types, type->name_off);
  switch (btf_kind(type)) {
    case BTF_KIND_STRUCT:
      return "struct " + name;
    case BTF_KIND_UNION:
      return "union " + name;
    case BTF_KIND_FWD:
      return (btf_kflag(type) ? "union " : "struct ") + name;
    case BTF_KIND_ENUM:
    case BTF_KIND_ENUM64:
      return "enum " + name;
    case BTF_KIND_PTR:
      return inner() + " *";
    case BTF_KIND_CONST:
      return "const " + inner();
    case BTF_KIND_VOLATILE:
      return "volatile " + inner();
    case BTF_KIND_RESTRICT:
      return inner() + " restrict";
    case BTF_KIND_TYPE_TAG:
      return inner();
    case BTF_KIND_ARRAY:
      return type_text(walk, btf_array(type)->type, depth + 1) + "[" + std::to_string(btf_array(type)->nelems) + "]";
    case BTF_KIND_FUNC_PROTO:
      return inner() + " (" + arguments(walk, type, depth) + ")";
    default:
      return name;
  }
}

std::string arguments(Walk& walk, const btf_type* prototype, int depth) {
  std::string text;
  const btf_param* parameters = btf_params(prototype);
  for (std::uint32_t i = 0; i < btf_vlen(prototype) && walk.left >= 0; ++i) {
    if (i > 0) text += ", ";
    if (parameters[i].type == 0) {  // only the last may be void: it stands for "..."
      text += "...";
      continue;
    }
    const std::string name = name_at(walk.types, parameters[i].name_off);
    text += type_text(walk, parameters[i].type, depth + 1) + (name.empty() ? "" : " " + name);
  }
  return text.empty() ? "void" : text;
}

// A blob's header, if its sections lie within the blob.
std::optional<btf_header> header_of(std::span<const std::byte> blob) {
  btf_header header;
  if (blob.size() < sizeof(header)) return std::nullopt;
  std::memcpy(&header, blob.data(), sizeof(header));
  const auto within = [&](std::uint64_t offset, std::uint64_t length) {
    return header.hdr_len + offset + length <= blob.size();
  };
  if (header.magic != BTF_MAGIC || !within(header.type_off, header.type_len) || !within(header.str_off, header.str_len))
    return std::nullopt;
  return header;
}

}  // namespace

std::string type_name(const Types& types, std::uint32_t type) {
  Walk walk{types.get()};
  return type_text(walk, type, 0);
}

std::string prototype(const Types& types, std::uint32_t function) {
  const btf_type* type = btf__type_by_id(types.get(), function);
  if (type == nullptr || !btf_is_func(type)) return "";
  const btf_type* proto = btf__type_by_id(types.get(), type->type);
  if (proto == nullptr || !btf_is_func_proto(proto)) return "";
  Walk walk{types.get()};
  return type_text(walk, proto->type, 0) + " " + name_at(types.get(), type->name_off) + "(" +
         arguments(walk, proto, 0) + ")";
}

std::vector<std::byte> joined(std::span<const std::byte> base, std::span<const std::byte> module) {
  const auto first = header_of(base);
  const auto second = header_of(module);
  if (!first || !second) return {};
  btf_header header = *first;
  header.hdr_len = sizeof(header);
  header.type_off = 0;
  header.type_len = first->type_len + second->type_len;
  header.str_off = header.type_len;
  header.str_len = first->str_len + second->str_len;
  const auto raw = std::as_bytes(std::span(&header, 1));
  std::vector<std::byte> whole(raw.begin(), raw.end());
  const auto append = [&whole](std::span<const std::byte> piece) {
    whole.insert(whole.end(), piece.begin(), piece.end());
  };
  append(base.subspan(first->hdr_len + first->type_off, first->type_len));
  append(module.subspan(second->hdr_len + second->type_off, second->type_len));
  append(base.subspan(first->hdr_len + first->str_off, first->str_len));
  append(module.subspan(second->hdr_len + second->str_off, second->str_len));
  return whole;
}

}  // namespace bpflens::btf
