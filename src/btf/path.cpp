// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "btf/path.hpp"

#include <charconv>
#include <string_view>

namespace bpflens::btf {
namespace {

struct Spot {
  std::size_t node = 0;
  std::uint64_t offset = 0;
  std::uint32_t first_bit = 0;
  std::uint32_t bits = 0;
};

std::optional<Spot> member_of(const Shape& shape, std::size_t node, std::uint64_t offset, std::string_view name) {
  for (const Member& member : shape.nodes[node].members) {
    const std::uint64_t at = offset + member.bit_offset / 8;
    if (member.name == name)
      return Spot{member.node, at, static_cast<std::uint32_t>(member.bit_offset % 8), member.bits};
    if (!member.name.empty() || shape.nodes[member.node].kind != Kind::composite) continue;
    if (const auto inner = member_of(shape, member.node, at, name)) return inner;
  }
  return std::nullopt;
}

std::string names_in(const Node& node) {
  std::string names;
  for (const Member& member : node.members)
    if (!member.name.empty()) names += (names.empty() ? "" : ", ") + member.name;
  return names;
}

// The element that "[3]" means; its text is cut from the path.
std::optional<Spot> element_of(const Shape& shape, std::size_t node, std::uint64_t offset, std::string_view& path) {
  const Node& array = shape.nodes[node];
  std::uint64_t index = 0;
  const auto [end, error] = std::from_chars(path.data() + 1, path.data() + path.size(), index);
  const bool closed = error == std::errc() && end != path.data() + path.size() && *end == ']';
  if (!closed || array.kind != Kind::array || index >= array.count) return std::nullopt;
  path.remove_prefix(static_cast<std::size_t>(end + 1 - path.data()));
  return Spot{array.element, offset + index * shape.nodes[array.element].size};
}

}  // namespace

Part part_of(const Shape& whole, const std::string& path) {
  Spot at{.node = whole.root};
  std::string_view rest = path;
  while (!rest.empty()) {
    const bool index = rest.front() == '[';
    if (rest.front() == '.') rest.remove_prefix(1);
    const std::string_view name = rest.substr(0, rest.find_first_of(".["));
    const auto next = index ? element_of(whole, at.node, at.offset, rest) : member_of(whole, at.node, at.offset, name);
    if (!next && index) return {.problem = "'" + std::string(rest) + "' is no element of " + whole.nodes[at.node].name};
    if (!next)
      return {.problem = "there is no '" + std::string(name) + "' in " + whole.nodes[at.node].name + ": " +
                         names_in(whole.nodes[at.node])};
    if (!index) rest.remove_prefix(name.size());
    at = *next;
  }
  Part part{whole, static_cast<std::size_t>(at.offset), at.first_bit, at.bits, ""};
  part.shape->root = at.node;
  return part;
}

}  // namespace bpflens::btf
