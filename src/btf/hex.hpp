// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Bytes as strings of hex digits, two a byte.
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <system_error>

namespace bpflens::btf {

inline char* put_hex_digits(char* to, std::span<const std::byte> bytes) {
  for (const std::byte byte : bytes)
    for (const int shift : {4, 0}) *to++ = "0123456789abcdef"[std::to_integer<unsigned>(byte) >> shift & 15];
  return to;
}

// False when the text is anything but the digits of just so many bytes.
inline bool read_hex_digits(std::string_view text, std::span<std::byte> bytes) {
  if (text.size() != 2 * bytes.size()) return false;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::uint8_t byte = 0;
    const char* const at = text.data() + 2 * i;
    const auto [end, error] = std::from_chars(at, at + 2, byte, 16);
    if (error != std::errc() || end != at + 2) return false;
    bytes[i] = static_cast<std::byte>(byte);
  }
  return true;
}

}  // namespace bpflens::btf
