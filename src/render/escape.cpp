// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// One pass over the bytes; a sequence is copied when it is well-formed UTF-8 (RFC 3629).
#include "render/escape.hpp"

#include <fmt/core.h>

#include <cstdint>

namespace bpflens::render {
namespace {

// Bytes in the well-formed sequence that starts the text; 0 when there is none.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xc0) != 0x80) return 0;
  const bool overlong = (lead == 0xe0 && byte(1) < 0xa0) || (lead == 0xf0 && byte(1) < 0x90);
  const bool surrogate = lead == 0xed && byte(1) > 0x9f;
  const bool too_great = lead == 0xf4 && byte(1) > 0x8f;
  return overlong || surrogate || too_great ? 0 : length;
}

bool is_control(std::string_view sequence) {
  const auto first = static_cast<std::uint8_t>(sequence[0]);
  if (sequence.size() == 1) return first < 0x20 || first == 0x7f;
  return first == 0xc2 && static_cast<std::uint8_t>(sequence[1]) < 0xa0;  // U+0080 to U+009F
}

}  // namespace

std::string printable(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    const std::string_view sequence = text.substr(0, length == 0 ? 1 : length);
    if (sequence == "\\") {
      safe += "\\\\";
    } else if (length != 0 && !is_control(sequence)) {
      safe += sequence;
    } else {
      for (const char c : sequence) safe += fmt::format("\\x{:02x}", static_cast<std::uint8_t>(c));
    }
    text.remove_prefix(sequence.size());
  }
  return safe;
}

}  // namespace bpflens::render
