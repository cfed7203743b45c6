// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "object/btf_soundness.hpp"

#include <linux/btf.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace bpflens::object {
namespace {

// Which words of the records behind a type's first three are a string's place and a type's id.
struct Layout {
  std::size_t words = 0;  // of such a record; 0: there are none, or none of them refers to anything
  std::optional<std::size_t> string;
  std::optional<std::size_t> type;
};

Layout layout(std::uint32_t kind) {
  switch (kind) {
    case BTF_KIND_STRUCT:
    case BTF_KIND_UNION:
      return {3, 0, 1};
    case BTF_KIND_ENUM:
      return {2, 0, std::nullopt};
    case kKindEnum64:
      return {3, 0, std::nullopt};
    case BTF_KIND_FUNC_PROTO:
      return {2, 0, 1};
    case BTF_KIND_DATASEC:
      return {3, std::nullopt, 0};
    default:
      return {};
  }
}

// Whether the third word is a type's id, and not a size.
bool names_a_type(std::uint32_t kind) {
  switch (kind) {
    case BTF_KIND_INT:
    case BTF_KIND_ENUM:
    case BTF_KIND_STRUCT:
    case BTF_KIND_UNION:
    case BTF_KIND_DATASEC:
    case BTF_KIND_FLOAT:
    case BTF_KIND_ARRAY:
    case BTF_KIND_FWD:
    case kKindEnum64:
      return false;
    default:
      return true;
  }
}

bool refers_outside(BtfRecord record, std::size_t types, std::size_t strings) {
  const std::uint32_t kind = BTF_INFO_KIND(record[1]);
  if (record[0] >= strings || (names_a_type(kind) && record[2] > types)) return true;
  if (kind == BTF_KIND_ARRAY) return record[3] > types || record[4] > types;
  const Layout each = layout(kind);
  for (std::size_t i = 0; each.words != 0 && i < BTF_INFO_VLEN(record[1]); ++i) {
    const std::size_t start = 3 + each.words * i;
    if (each.string && record[start + *each.string] >= strings) return true;
    if (each.type && record[start + *each.type] > types) return true;
  }
  return false;
}

// The id of the part of that number of a type: what it contains, names or qualifies.
std::optional<std::uint32_t> part_of(BtfRecord record, std::size_t number) {
  const std::uint32_t kind = BTF_INFO_KIND(record[1]);
  switch (kind) {
    case BTF_KIND_STRUCT:
    case BTF_KIND_UNION:
    case BTF_KIND_DATASEC:
      if (number >= BTF_INFO_VLEN(record[1])) return std::nullopt;
      return record[3 + 3 * number + (kind == BTF_KIND_DATASEC ? 0 : 1)];
    case BTF_KIND_ARRAY:
      return number < 2 ? std::optional(record[3 + number]) : std::nullopt;
    case BTF_KIND_TYPEDEF:
    case BTF_KIND_VOLATILE:
    case BTF_KIND_CONST:
    case BTF_KIND_RESTRICT:
    case BTF_KIND_TYPE_TAG:
    case BTF_KIND_VAR:
    case BTF_KIND_FUNC:
    case BTF_KIND_DECL_TAG:
      return number == 0 ? std::optional(record[2]) : std::nullopt;
    default:
      return std::nullopt;
  }
}

// Depth first. The depth is bounded only by the number of types, so the path is kept here and not on the stack.
std::optional<std::size_t> endless_type(const BtfRecords& types) {
  enum class State : std::uint8_t { unseen, open, closed };
  std::vector<State> states(types.size() + 1, State::unseen);
  struct Step {
    std::uint32_t type = 0;
    std::size_t next = 0;  // part to look at
  };
  std::vector<Step> path;
  for (std::uint32_t start = 1; start <= types.size(); ++start) {
    if (states[start] != State::unseen) continue;
    path.push_back({start});
    states[start] = State::open;
    while (!path.empty()) {
      Step& step = path.back();
      const auto part = part_of(types[step.type - 1], step.next++);
      if (!part) {
        states[step.type] = State::closed;
        path.pop_back();
      } else if (*part != 0 && states[*part] != State::closed) {
        if (states[*part] == State::open) return *part;
        states[*part] = State::open;
        path.push_back({*part});
      }
    }
  }
  return std::nullopt;
}

}  // namespace

std::string unsoundness(const BtfRecords& types, std::size_t strings) {
  for (std::size_t i = 0; i < types.size(); ++i)
    if (refers_outside(types[i], types.size(), strings))
      return "type " + std::to_string(i + 1) + " refers to what is not there";
  if (const auto type = endless_type(types)) return "type " + std::to_string(*type) + " contains itself";
  return "";
}

}  // namespace bpflens::object
