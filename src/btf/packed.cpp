// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Nothing is allocated by a size read from a file beyond what such a text can hold: deflate packs 1032 to 1.
#include "btf/packed.hpp"

#include <zlib.h>

#include <array>
#include <cstdint>

namespace bpflens::btf {
namespace {

constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::size_t kBestRatio = 1040;

std::string to_base64(std::span<const unsigned char> bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) group = group << 8 | (k < count ? bytes[i + k] : 0U);
    for (std::size_t k = 0; k < 4; ++k) text += k <= count ? kDigits[group >> (18 - 6 * k) & 63] : '=';
  }
  return text;
}

std::array<std::int8_t, 256> digit_values() {
  std::array<std::int8_t, 256> values;
  values.fill(-1);
  for (std::size_t i = 0; i < kDigits.size(); ++i)
    values[static_cast<unsigned char>(kDigits[i])] = static_cast<std::int8_t>(i);
  return values;
}

std::optional<std::vector<unsigned char>> from_base64(std::string_view text) {
  const auto values = digit_values();
  while (!text.empty() && text.back() == '=') text.remove_suffix(1);
  std::vector<unsigned char> bytes;
  bytes.reserve(text.size() / 4 * 3 + 3);
  std::uint32_t group = 0;
  unsigned bits = 0;
  for (const char c : text) {
    const std::int8_t value = values[static_cast<unsigned char>(c)];
    if (value < 0) return std::nullopt;
    group = group << 6 | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push_back(static_cast<unsigned char>(group >> bits & 0xff));
  }
  return bytes;
}

}  // namespace

std::string pack(std::span<const std::byte> blob) {
  uLongf size = compressBound(blob.size());
  std::vector<unsigned char> packed(size);
  compress2(packed.data(), &size, reinterpret_cast<const unsigned char*>(blob.data()), blob.size(), Z_BEST_SPEED);
  return to_base64(std::span(packed).first(size));
}

std::optional<std::vector<std::byte>> unpack(std::string_view text, std::size_t size) {
  const auto packed = from_base64(text);
  if (!packed || size / kBestRatio > packed->size()) return std::nullopt;
  std::vector<std::byte> blob(size);
  uLongf length = size;
  const int result = uncompress(reinterpret_cast<unsigned char*>(blob.data()), &length, packed->data(), packed->size());
  if (result != Z_OK || length != size) return std::nullopt;
  return blob;
}

}  // namespace bpflens::btf
