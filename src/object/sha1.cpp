// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "object/sha1.hpp"

#include <array>
#include <bit>
#include <cstdint>
#include <vector>

namespace bpflens::object {
namespace {

using Words = std::array<std::uint32_t, 5>;

constexpr std::size_t kBlock = 64;

void add_block(Words& hash, const std::byte* block) {
  std::array<std::uint32_t, 80> w{};
  for (std::size_t i = 0; i < 16; ++i)
    for (std::size_t byte = 0; byte < 4; ++byte) w[i] = w[i] << 8 | std::to_integer<std::uint32_t>(block[i * 4 + byte]);
  for (std::size_t i = 16; i < 80; ++i) w[i] = std::rotl(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
  auto [a, b, c, d, e] = hash;
  for (std::size_t i = 0; i < 80; ++i) {
    const std::uint32_t mixed = i < 20   ? ((b & c) | (~b & d)) + 0x5a827999
                                : i < 40 ? (b ^ c ^ d) + 0x6ed9eba1
                                : i < 60 ? ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
                                         : (b ^ c ^ d) + 0xca62c1d6;
    const std::uint32_t next = std::rotl(a, 5) + mixed + e + w[i];
    e = d;
    d = c;
    c = std::rotl(b, 30);
    b = a;
    a = next;
  }
  hash = {hash[0] + a, hash[1] + b, hash[2] + c, hash[3] + d, hash[4] + e};
}

// What follows the whole blocks: the rest, a one bit, zeros, and the length in bits.
std::vector<std::byte> last_blocks(std::span<const std::byte> rest, std::uint64_t size) {
  std::vector<std::byte> blocks(rest.begin(), rest.end());
  blocks.push_back(std::byte{0x80});
  blocks.resize((blocks.size() + 8 + kBlock - 1) / kBlock * kBlock);
  for (std::size_t i = 0; i < 8; ++i) blocks[blocks.size() - 1 - i] = static_cast<std::byte>(size * 8 >> (8 * i));
  return blocks;
}

}  // namespace

std::string sha1(std::span<const std::byte> message) {
  Words hash = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
  const std::size_t whole = message.size() / kBlock * kBlock;
  for (std::size_t at = 0; at < whole; at += kBlock) add_block(hash, message.data() + at);
  const auto rest = last_blocks(message.subspan(whole), message.size());
  for (std::size_t at = 0; at < rest.size(); at += kBlock) add_block(hash, rest.data() + at);
  std::string digits;
  for (const std::uint32_t word : hash)
    for (int shift = 28; shift >= 0; shift -= 4) digits += "0123456789abcdef"[word >> shift & 15];
  return digits;
}

}  // namespace bpflens::object
