// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The forms a user may name an object by, told apart by prefix, slash and digits.
#include "model/selector.hpp"

#include <algorithm>
#include <charconv>

namespace bpflens::model {
namespace {

std::optional<Selector> by_id(std::string_view digits) {
  std::uint32_t id = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, id);
  if (digits.empty() || error != std::errc() || stop != end) return std::nullopt;
  return Selector{Selector::By::id, std::string(digits), id};
}

std::optional<Selector> by_tag(std::string_view hex) {
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); };
  if (hex.size() != 16 || !std::all_of(hex.begin(), hex.end(), is_hex)) return std::nullopt;
  std::string lower(hex);
  for (char& c : lower)
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
  return Selector{Selector::By::tag, lower, 0};
}

std::optional<Selector> by_text(Selector::By by, std::string_view text) {
  if (text.empty()) return std::nullopt;
  return Selector{by, std::string(text), 0};
}

}  // namespace

std::optional<Selector> parse_selector(std::string_view text) {
  const auto after = [text](std::string_view prefix) { return text.substr(prefix.size()); };
  if (text.starts_with("id:")) return by_id(after("id:"));
  if (text.starts_with("tag:")) return by_tag(after("tag:"));
  if (text.starts_with("name:")) return by_text(Selector::By::name, after("name:"));
  if (text.starts_with("pinned:")) return by_text(Selector::By::pin, after("pinned:"));
  if (text.find('/') != std::string_view::npos) return by_text(Selector::By::pin, text);
  const bool number = !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  return number ? by_id(text) : by_text(Selector::By::name, text);
}

}  // namespace bpflens::model
