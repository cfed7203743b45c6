// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What is written a million times over: decimal numbers and short fixed texts.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace bpflens::btf {

inline constexpr std::size_t kBlock = 16;

// Copies in blocks, whatever the size: up to a block is read beyond the text and written beyond where it ends.
inline char* put_padded(char* to, const char* from, std::size_t size) {
  char* const end = to + size;
  for (; to < end; to += kBlock, from += kBlock) std::memcpy(to, from, kBlock);
  return end;
}

inline constexpr auto kDigitPairs = [] {
  std::array<char, 200> pairs{};
  for (std::size_t i = 0; i < 100; ++i) {
    pairs[2 * i] = static_cast<char>('0' + i / 10);
    pairs[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return pairs;
}();

inline constexpr auto kPowersOfTen = [] {
  std::array<std::uint64_t, 20> powers{1};
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();

// At most 20 characters.
inline char* put_decimal(char* to, std::uint64_t number) {
  // log10(2) is about 1233 / 4096
  const auto guess = static_cast<unsigned>(64 - std::countl_zero(number | 1)) * 1233 >> 12;
  char* const end = to + guess + (number >= kPowersOfTen[guess] || number == 0 ? 1 : 0);
  char* at = end;
  for (; number >= 100; number /= 100) std::memcpy(at -= 2, &kDigitPairs[number % 100 * 2], 2);
  if (number >= 10)
    std::memcpy(at - 2, &kDigitPairs[number * 2], 2);
  else
    at[-1] = static_cast<char>('0' + number);
  return end;
}

inline char* put_decimal(char* to, std::int64_t number) {
  if (number >= 0) return put_decimal(to, static_cast<std::uint64_t>(number));
  *to = '-';
  return put_decimal(to + 1, std::uint64_t{0} - static_cast<std::uint64_t>(number));
}

}  // namespace bpflens::btf
