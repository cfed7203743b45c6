// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "btf/numbers.hpp"

#include <cstring>
#include <type_traits>

namespace bpflens::btf {
namespace {

constexpr std::size_t kMostNumbers = 256;

void collect(const Shape& shape, std::size_t index, std::size_t offset, const std::string& path,
             std::vector<Number>& numbers) {
  const Node& node = shape.nodes[index];
  const bool whole = node.kind == Kind::integer && !node.is_text && node.bits == 0 &&
                     (node.size == 1 || node.size == 2 || node.size == 4 || node.size == 8);
  const bool floating = node.kind == Kind::floating && (node.size == sizeof(float) || node.size == sizeof(double));
  if (numbers.size() >= kMostNumbers) return;
  if (whole || floating) numbers.push_back({path, offset, static_cast<std::uint8_t>(node.size), floating});
  if (node.kind == Kind::array && node.size != 0)
    for (std::uint64_t i = 0; i < node.count && numbers.size() < kMostNumbers; ++i)
      collect(shape, node.element, offset + i * shape.nodes[node.element].size, path + "[" + std::to_string(i) + "]",
              numbers);
  for (const Member& member : node.members) {
    if (member.bits != 0) continue;
    std::string inner = path;
    if (!member.name.empty()) inner += (path.empty() ? "" : ".") + member.name;
    collect(shape, member.node, offset + member.bit_offset / 8, inner, numbers);
  }
}

template <class Value>
Difference less(const std::byte* before, const std::byte* after) {
  Value old;
  Value now;
  std::memcpy(&old, before, sizeof old);
  std::memcpy(&now, after, sizeof now);
  if constexpr (std::is_floating_point_v<Value>) {
    return {static_cast<double>(now) - static_cast<double>(old), std::nullopt};
  } else {  // the shorter way round
    constexpr int kUnused = 64 - 8 * static_cast<int>(sizeof(Value));
    const std::uint64_t rest = std::uint64_t{now} - old;
    const std::int64_t whole = static_cast<std::int64_t>(rest << kUnused) >> kUnused;
    return {static_cast<double>(whole), whole};
  }
}

}  // namespace

std::vector<Number> numbers_of(const Shape* shape, std::size_t value_size) {
  std::vector<Number> numbers;
  if (shape != nullptr)
    collect(*shape, shape->root, 0, "", numbers);
  else if (value_size == 1 || value_size == 2 || value_size == 4 || value_size == 8)
    numbers.push_back({"", 0, static_cast<std::uint8_t>(value_size), false});
  return numbers;
}

Difference difference(const Number& number, std::span<const std::byte> before, std::span<const std::byte> after) {
  const std::byte* const old = before.data() + number.offset;
  const std::byte* const now = after.data() + number.offset;
  if (number.is_floating) return number.size == sizeof(float) ? less<float>(old, now) : less<double>(old, now);
  switch (number.size) {
    case 1:
      return less<std::uint8_t>(old, now);
    case 2:
      return less<std::uint16_t>(old, now);
    case 4:
      return less<std::uint32_t>(old, now);
    default:
      return less<std::uint64_t>(old, now);
  }
}

}  // namespace bpflens::btf
