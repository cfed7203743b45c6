// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/prefix_order.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace bpflens::kernel {
namespace {

constexpr std::size_t kLength = sizeof(std::uint32_t);  // bytes of the length, which stands in front

std::uint32_t length_of(std::span<const std::byte> key) {
  std::uint32_t length = 0;
  std::memcpy(&length, key.data(), kLength);
  return std::min(length, static_cast<std::uint32_t>((key.size() - kLength) * 8));
}

bool bit(std::span<const std::byte> key, std::uint32_t index) {
  return (std::to_integer<unsigned>(key[kLength + index / 8]) >> (7 - index % 8) & 1) != 0;
}

}  // namespace

bool follows(std::span<const std::byte> key, std::span<const std::byte> other) {
  const std::uint32_t length = length_of(key);
  const std::uint32_t other_length = length_of(other);
  for (std::uint32_t i = 0; i < std::min(length, other_length); ++i)
    if (bit(key, i) != bit(other, i)) return bit(key, i);
  return length < other_length;
}

}  // namespace bpflens::kernel
