// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Reading the kernel's own text: its verifier's log, its trace.
#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace bpflens::render {

// Without the spaces and tabs around it.
inline std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Nothing where anything but a number stands.
template <class Number>
std::optional<Number> number(std::string_view text) {
  Number value{};
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  return result.ec == std::errc() && result.ptr == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

}  // namespace bpflens::render
