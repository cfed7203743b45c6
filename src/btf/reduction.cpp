// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "btf/reduction.hpp"

#include <algorithm>
#include <cstring>

namespace bpflens::btf {
namespace {

constexpr std::size_t kMostReduced = 1 << 20;

template <class Value>
Value load_value(const std::byte* at) {
  Value value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

template <class Value>
Value sum(Value a, Value b) {
  if constexpr (std::is_integral_v<Value>) {
    using Unsigned = std::make_unsigned_t<Value>;
    return static_cast<Value>(static_cast<Unsigned>(a) + static_cast<Unsigned>(b));
  } else {
    return a + b;
  }
}

}  // namespace

Reduction::Reduction(const Shape* shape, std::size_t value_size, Reduce how) : how_(how) {
  if (shape != nullptr) {
    collect(*shape, shape->root, 0);
  } else if (value_size == 1 || value_size == 2 || value_size == 4 || value_size == 8) {
    numbers_.push_back({.size = static_cast<std::uint8_t>(value_size)});
  }
}

void Reduction::collect(const Shape& shape, std::size_t index, std::size_t offset) {
  const Node& node = shape.nodes[index];
  const auto size = static_cast<std::uint8_t>(node.size);
  const bool plain = node.kind == Kind::integer && !node.is_text && node.bits == 0 && node.size <= 8;
  const bool floating = node.kind == Kind::floating && (node.size == 4 || node.size == 8);
  if (numbers_.size() >= kMostReduced) return;
  if (plain || floating)
    numbers_.push_back({.offset = offset, .size = size, .is_signed = node.is_signed, .is_floating = floating});
  if (node.kind == Kind::array && node.size != 0)
    for (std::uint64_t i = 0; i < node.count && numbers_.size() < kMostReduced; ++i)
      collect(shape, node.element, offset + i * shape.nodes[node.element].size);
  if (node.kind == Kind::composite && node.is_union) return;  // which of its members is meant isn't known
  for (const Member& member : node.members)
    if (member.bits == 0) collect(shape, member.node, offset + member.bit_offset / 8);
}

template <class Value>
void Reduction::reduce(std::span<const std::byte> values, std::size_t stride, const Number& number,
                       std::byte* result) const {
  auto reduced = load_value<Value>(values.data() + number.offset);
  for (std::size_t at = stride; at + stride <= values.size(); at += stride) {
    const auto value = load_value<Value>(values.data() + at + number.offset);
    reduced = how_ == Reduce::sum ? sum(reduced, value) : std::max(reduced, value);
  }
  std::memcpy(result + number.offset, &reduced, sizeof reduced);
}

void Reduction::apply(std::span<const std::byte> values, std::size_t stride, std::span<std::byte> result) const {
  std::copy_n(values.begin(), result.size(), result.begin());  // there may be none
  for (const Number& number : numbers_) {
    std::byte* const to = result.data();
    const int kind = number.size * 4 + (number.is_floating ? 2 : number.is_signed ? 1 : 0);
    switch (kind) {
      case 1 * 4:
        reduce<std::uint8_t>(values, stride, number, to);
        break;
      case 1 * 4 + 1:
        reduce<std::int8_t>(values, stride, number, to);
        break;
      case 2 * 4:
        reduce<std::uint16_t>(values, stride, number, to);
        break;
      case 2 * 4 + 1:
        reduce<std::int16_t>(values, stride, number, to);
        break;
      case 4 * 4:
        reduce<std::uint32_t>(values, stride, number, to);
        break;
      case 4 * 4 + 1:
        reduce<std::int32_t>(values, stride, number, to);
        break;
      case 4 * 4 + 2:
        reduce<float>(values, stride, number, to);
        break;
      case 8 * 4:
        reduce<std::uint64_t>(values, stride, number, to);
        break;
      case 8 * 4 + 1:
        reduce<std::int64_t>(values, stride, number, to);
        break;
      default:
        reduce<double>(values, stride, number, to);
        break;
    }
  }
}

}  // namespace bpflens::btf
