// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "btf/lossless.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace bpflens::btf {
namespace {

// NaNs differ in bits that their name doesn't tell of, and JSON readers take -0 for 0.
template <class Number>
bool is_plain(const std::byte* at) {
  Number number;
  std::memcpy(&number, at, sizeof number);
  return std::isfinite(number) && !(number == 0 && std::signbit(number));
}

}  // namespace

Lossless::Lossless(const Shape& shape, std::size_t size) {
  std::vector<std::byte> covered(size);
  cover(shape, shape.root, 0, covered);
  for (std::size_t i = 0; i < size; ++i)
    if (covered[i] != std::byte{0xff}) unused_.push_back({i, ~covered[i]});
}

void Lossless::cover(const Shape& shape, std::size_t index, std::size_t offset, std::vector<std::byte>& covered) {
  const Node& node = shape.nodes[index];
  if (node.kind == Kind::array && node.size != 0)
    for (std::uint64_t i = 0; i < node.count; ++i)
      cover(shape, node.element, offset + i * shape.nodes[node.element].size, covered);
  for (const Member& member : node.members) {
    const std::uint64_t first = offset * 8 + member.bit_offset;
    for (std::uint64_t bit = first; bit < first + member.bits; ++bit)
      covered[bit / 8] |= std::byte{1} << static_cast<int>(bit % 8);
    if (member.bits == 0) cover(shape, member.node, static_cast<std::size_t>(first / 8), covered);
  }
  if (node.kind == Kind::array || node.kind == Kind::composite || node.kind == Kind::section) return;
  if (node.kind == Kind::floating) {
    if (node.size != sizeof(float) && node.size != sizeof(double)) return;  // told of with fewer digits
    floating_.push_back({offset, static_cast<std::size_t>(node.size)});
  }
  const std::uint64_t bits = node.kind == Kind::boolean ? 1 : node.bits != 0 ? node.bits : node.size * 8;
  for (std::uint64_t bit = 0; bit < bits; ++bit) covered[offset + bit / 8] |= std::byte{1} << static_cast<int>(bit % 8);
}

bool Lossless::holds_for(std::span<const std::byte> value) const {
  const bool empty = std::all_of(unused_.begin(), unused_.end(),
                                 [&](const Unused& u) { return (value[u.offset] & u.bits) == std::byte{0}; });
  return empty && std::all_of(floating_.begin(), floating_.end(), [&](const Floating& f) {
           const std::byte* const at = value.data() + f.offset;
           return f.size == sizeof(float) ? is_plain<float>(at) : is_plain<double>(at);
         });
}

}  // namespace bpflens::btf
