// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Reads the fields byte by byte: the two register numbers swap halves with the byte order.
#include "insn/instruction.hpp"

#include <bit>

namespace bpflens::insn {
namespace {

// The number in bytes, least significant first when `little` is set.
std::uint32_t number(std::span<const std::byte> bytes, bool little) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    value = value << 8 | std::to_integer<std::uint32_t>(bytes[little ? bytes.size() - 1 - i : i]);
  return value;
}

}  // namespace

std::vector<Instruction> decode(std::span<const std::byte> bytes, bool swapped) {
  const bool little = (std::endian::native == std::endian::little) != swapped;
  std::vector<Instruction> instructions;
  instructions.reserve(bytes.size() / kSlot);
  for (; bytes.size() >= kSlot; bytes = bytes.subspan(kSlot)) {
    const auto registers = std::to_integer<std::uint8_t>(bytes[1]);
    const auto low = static_cast<std::uint8_t>(registers & 15);
    const auto high = static_cast<std::uint8_t>(registers >> 4);
    instructions.push_back({.code = std::to_integer<std::uint8_t>(bytes[0]),
                            .dst = little ? low : high,
                            .src = little ? high : low,
                            .off = static_cast<std::int16_t>(number(bytes.subspan(2, 2), little)),
                            .imm = static_cast<std::int32_t>(number(bytes.subspan(4, 4), little))});
  }
  return instructions;
}

std::vector<std::byte> encode(std::span<const Instruction> instructions) {
  constexpr bool kLittle = std::endian::native == std::endian::little;
  std::vector<std::byte> bytes;
  bytes.reserve(instructions.size() * kSlot);
  const auto add = [&bytes](std::uint32_t value, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t place = kLittle ? i : count - 1 - i;
      bytes.push_back(static_cast<std::byte>(value >> (8 * place)));
    }
  };
  for (const Instruction& i : instructions) {
    const unsigned low = kLittle ? i.dst : i.src;
    const unsigned high = kLittle ? i.src : i.dst;
    add(i.code, 1);
    add((high & 15) << 4 | (low & 15), 1);
    add(static_cast<std::uint16_t>(i.off), 2);
    add(static_cast<std::uint32_t>(i.imm), 4);
  }
  return bytes;
}

}  // namespace bpflens::insn
