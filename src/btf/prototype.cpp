// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Types by name only: no definition is written out.
#include "btf/prototype.hpp"

#include <bpf/btf.h>

namespace bpflens::btf {
namespace {

constexpr int kDeepest = 32;     // chains of pointers and qualifiers; malformed BTF may have endless ones
constexpr int kMostTypes = 500;  // in one text: functions that take themselves would double it at every step

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
  if (type == nullptr || depth > kDeepest || --walk.left < 0) return "?";
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

}  // namespace bpflens::btf
