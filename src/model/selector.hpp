// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// How a user names a program, map or link: by id, name, tag or pin.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bpflens::model {

struct Selector {
  enum class By { id, name, tag, pin };
  By by = By::id;
  std::string text;      // as shown in messages: the name, the path, 16 hex digits, the number
  std::uint32_t id = 0;  // for By::id
  bool operator==(const Selector&) const = default;
};

// Reads "12", "/sys/fs/bpf/x" (anything with a slash), "tag:HEX", or a name; "id:", "name:" and
// "pinned:" in front decide where the form alone would mislead (a map named "12").
// Returns nothing when the text has a prefix whose rest doesn't fit it: an id that is no number
// below 2^32, a tag that isn't 16 hex digits, an empty text.
std::optional<Selector> parse_selector(std::string_view text);

}  // namespace bpflens::model
