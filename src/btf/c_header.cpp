// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// libbpf writes the declarations, and trusts the types: they are checked before. Its recursion is as deep as
// types lead from one to the next, so that has a limit too.
#include "btf/c_header.hpp"

#include <bpf/btf.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

namespace bpflens::btf {
namespace {

constexpr std::size_t kDeepestNest = 10000;  // the kernel's own types need 100 or so

// Gaps between members are written as padding, a line for 8 bytes: they need a limit, and places an order.
constexpr std::uint64_t kMostPadding = 4 << 20;    // bytes, in all structs
constexpr std::uint64_t kLargestStruct = 1 << 28;  // bytes: libbpf counts bits in an int

// Types without a name are written wherever they are used, and libbpf asks for the alignment of every member, and so
// of every member's members, each time anew. The kernel's own types take 500,000 such steps.
constexpr std::uint64_t kMostSteps = 1 << 24;

void append(void* text, const char* format, std::va_list arguments) {
  auto& to = *static_cast<std::string*>(text);
  std::array<char, 256> room{};
  std::va_list again;
  va_copy(again, arguments);
  const int length = std::vsnprintf(room.data(), room.size(), format, arguments);
  if (length >= 0 && static_cast<std::size_t>(length) < room.size()) {
    to.append(room.data(), static_cast<std::size_t>(length));
  } else if (length >= 0) {
    std::vector<char> more(static_cast<std::size_t>(length) + 1);
    std::vsnprintf(more.data(), more.size(), format, again);
    to.append(more.data(), static_cast<std::size_t>(length));
  }
  va_end(again);
}

// Types that a type leads to.
template <class Visit>
void each_reference(const btf_type* type, Visit visit) {
  switch (btf_kind(type)) {
    case BTF_KIND_ARRAY:
      visit(btf_array(type)->type);
      visit(btf_array(type)->index_type);
      break;
    case BTF_KIND_STRUCT:
    case BTF_KIND_UNION:
      for (std::uint32_t i = 0; i < btf_vlen(type); ++i) visit(btf_members(type)[i].type);
      break;
    case BTF_KIND_FUNC_PROTO:
      visit(type->type);
      for (std::uint32_t i = 0; i < btf_vlen(type); ++i) visit(btf_params(type)[i].type);
      break;
    case BTF_KIND_DATASEC:
      for (std::uint32_t i = 0; i < btf_vlen(type); ++i) visit(btf_var_secinfos(type)[i].type);
      break;
    case BTF_KIND_PTR:
    case BTF_KIND_TYPEDEF:
    case BTF_KIND_VOLATILE:
    case BTF_KIND_CONST:
    case BTF_KIND_RESTRICT:
    case BTF_KIND_FUNC:
    case BTF_KIND_VAR:
    case BTF_KIND_DECL_TAG:
    case BTF_KIND_TYPE_TAG:
      visit(type->type);
      break;
    default:
      break;
  }
}

template <class Visit>
void each_name(const btf_type* type, Visit visit) {
  visit(type->name_off);
  for (std::uint32_t i = 0; i < btf_vlen(type); ++i) {
    if (btf_is_composite(type)) visit(btf_members(type)[i].name_off);
    if (btf_is_enum(type)) visit(btf_enum(type)[i].name_off);
    if (btf_is_enum64(type)) visit(btf_enum64(type)[i].name_off);
    if (btf_is_func_proto(type)) visit(btf_params(type)[i].name_off);
  }
}

bool in_order(const btf_type* type) {
  std::uint64_t before = 0;
  for (std::uint32_t i = 0; i < btf_vlen(type); ++i) {
    const std::uint64_t at = btf_member_bit_offset(type, i);
    if (at < before || at > std::uint64_t{type->size} * 8) return false;
    before = at;
  }
  return true;
}

class Check {
 public:
  explicit Check(const ::btf* types)
      : types_(types), count_(btf__type_cnt(types)), seen_(count_, false), steps_(count_, 0) {}

  std::string problem() {
    for (std::uint32_t id = 1; id < count_; ++id) {
      const btf_type* type = btf__type_by_id(types_, id);
      bool good = true;
      each_reference(type, [&](std::uint32_t to) { good = good && to < count_; });
      each_name(type, [&](std::uint32_t offset) { good = good && btf__name_by_offset(types_, offset) != nullptr; });
      if (!good) return "type " + std::to_string(id) + " refers to what is not there";
      if (btf_is_composite(type) && !in_order(type)) return unfit(id);
    }
    for (std::uint32_t id = 1; id < count_; ++id)
      if (!seen_[id] && !shallow(id)) return "types lead from one to another without end";
    std::uint64_t sum = 0;
    for (std::uint32_t id = 1; id < count_; ++id)
      if (sum += steps(id); sum > kMostSteps) return unfit(id);
    sum = 0;
    for (std::uint32_t id = 1; id < count_; ++id)
      if (sum += padding(btf__type_by_id(types_, id)); sum > kMostPadding) return unfit(id);
    return "";
  }

 private:
  static std::string unfit(std::uint32_t id) {
    return "the members of type " + std::to_string(id) + " don't fit its size";
  }

  // How many types are looked at when a type is written; more than kMostSteps where a member has no alignment, or a
  // type contains itself.
  std::uint64_t steps(std::uint32_t id) {
    constexpr std::uint64_t kTooMany = kMostSteps + 1;
    if (steps_[id] != 0) return steps_[id];
    steps_[id] = kTooMany;  // until it is known otherwise
    const btf_type* type = btf__type_by_id(types_, id);
    std::uint64_t count = 1;
    if (btf_is_composite(type)) {
      for (std::uint32_t i = 0; i < btf_vlen(type) && count < kTooMany; ++i) {
        const std::uint32_t member = btf_members(type)[i].type;
        count += steps(member);
        if (count < kTooMany && !has_alignment(member)) count = kTooMany;
      }
    } else if (btf_is_func_proto(type)) {
      count += steps_behind(type->type);
      for (std::uint32_t i = 0; i < btf_vlen(type) && count < kTooMany; ++i)
        count += steps_behind(btf_params(type)[i].type);
    } else if (btf_is_array(type)) {
      count += steps(btf_array(type)->type);
    } else if (btf_is_ptr(type)) {
      count += steps_behind(type->type);
    } else if (btf_is_mod(type) || btf_is_typedef(type)) {
      count += steps(type->type);
    } else if (btf_is_any_enum(type)) {
      count += btf_vlen(type);
    }
    return steps_[id] = std::min(count, kTooMany);
  }

  // Of what is not a member: a name stands for all that has one.
  std::uint64_t steps_behind(std::uint32_t id) {
    const btf_type* type = btf__type_by_id(types_, id);
    for (std::uint32_t turns = 0; btf_is_mod(type) && turns < count_; ++turns)
      type = btf__type_by_id(types_, id = type->type);
    const bool named = type->name_off != 0 && !btf_is_func_proto(type) && !btf_is_array(type) && !btf_is_ptr(type);
    return named ? 1 : steps(id);
  }

  // Not void, nor what is declared only, nor what is no type of data.
  bool has_alignment(std::uint32_t id) const {
    const btf_type* type = btf__type_by_id(types_, id);
    while (btf_is_mod(type) || btf_is_typedef(type) || btf_is_array(type))
      type = btf__type_by_id(types_, btf_is_array(type) ? btf_array(type)->type : type->type);
    if (btf_is_ptr(type) || btf_is_composite(type)) return true;
    return (btf_is_int(type) || btf_is_any_enum(type) || btf_is_float(type)) && type->size != 0;
  }

  // Bytes of a struct that no member covers; too many where a member ends outside.
  std::uint64_t padding(const btf_type* type) const {
    if (!btf_is_struct(type)) return 0;
    std::uint64_t end = 0;  // in bits, as what follows
    std::uint64_t sum = 0;
    const auto skip_to = [&](std::uint64_t at) { sum += at > end ? at - end : 0; };
    for (std::uint32_t i = 0; i < btf_vlen(type); ++i) {
      const std::uint64_t at = btf_member_bit_offset(type, i);
      const std::uint32_t bits = btf_member_bitfield_size(type, i);
      const std::int64_t size = bits != 0 ? 0 : btf__resolve_size(types_, btf_members(type)[i].type);
      skip_to(at);
      end = std::max(end, at + (bits != 0 ? bits : 8 * static_cast<std::uint64_t>(std::max<std::int64_t>(size, 0))));
    }
    skip_to(std::uint64_t{type->size} * 8);
    return end > std::uint64_t{type->size} * 8 || type->size >= kLargestStruct ? kMostPadding + 1 : sum / 8;
  }

  struct Frame {
    std::uint32_t id;
    std::vector<std::uint32_t> next;
  };

  Frame frame(std::uint32_t id) const {
    Frame made{id, {}};
    const btf_type* type = btf__type_by_id(types_, id);
    // A pointer to a named struct needs no definition of it.
    each_reference(type, [&](std::uint32_t to) {
      const btf_type* target = btf__type_by_id(types_, to);
      const bool named = btf_is_composite(target) && target->name_off != 0;
      if (to != 0 && !(btf_is_ptr(type) && named)) made.next.push_back(to);
    });
    return made;
  }

  // Walks all that a type leads to, as deep as libbpf will.
  bool shallow(std::uint32_t start) {
    std::vector<Frame> stack = {frame(start)};
    seen_[start] = true;
    while (!stack.empty()) {
      if (stack.size() > kDeepestNest) return false;
      Frame& top = stack.back();
      if (top.next.empty()) {
        stack.pop_back();
        continue;
      }
      const std::uint32_t to = top.next.back();
      top.next.pop_back();
      if (seen_[to]) continue;
      seen_[to] = true;
      stack.push_back(frame(to));
    }
    return true;
  }

  const ::btf* types_;
  std::uint32_t count_;
  std::vector<bool> seen_;
  std::vector<std::uint64_t> steps_;  // by id; 0: not known yet
};

constexpr const char* kHead =
    "#ifndef __VMLINUX_H__\n"
    "#define __VMLINUX_H__\n"
    "\n"
    "#ifndef BPF_NO_PRESERVE_ACCESS_INDEX\n"
    "#pragma clang attribute push (__attribute__((preserve_access_index)), apply_to = record)\n"
    "#endif\n"
    "\n";
constexpr const char* kTail =
    "#ifndef BPF_NO_PRESERVE_ACCESS_INDEX\n"
    "#pragma clang attribute pop\n"
    "#endif\n"
    "\n"
    "#endif\n";

}  // namespace

CHeader c_header(const Types& types, std::span<const std::uint32_t> roots) {
  CHeader header;
  header.problem = Check(types.get()).problem();
  if (!header.problem.empty()) return header;
  header.text = kHead;
  const auto free_dump = [](::btf_dump* dump) { btf_dump__free(dump); };
  const std::unique_ptr<::btf_dump, decltype(free_dump)> dump(btf_dump__new(types.get(), append, &header.text, nullptr),
                                                              free_dump);
  int error = dump == nullptr ? ENOMEM : 0;
  const auto write = [&](std::uint32_t id) {
    if (error == 0) error = -btf_dump__dump_type(dump.get(), id);
  };
  for (const std::uint32_t id : roots) write(id);
  if (roots.empty())
    for (std::uint32_t id = 1; id < btf__type_cnt(types.get()); ++id) write(id);
  header.text += kTail;
  if (error != 0) return {"", std::string("libbpf can't write its types as C: ") + std::strerror(error)};
  return header;
}

}  // namespace bpflens::btf
