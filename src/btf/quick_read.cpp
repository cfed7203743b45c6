// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "btf/quick_read.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace bpflens::btf {
namespace {

bool skip(std::string_view& text, std::string_view wanted) {
  if (!text.starts_with(wanted)) return false;
  text.remove_prefix(wanted.size());
  return true;
}

// What stands between quotes, where nothing in it is escaped.
std::optional<std::string_view> quoted(std::string_view& text) {
  if (!text.starts_with('"')) return std::nullopt;
  const std::size_t end = text.find_first_of("\"\\", 1);
  if (end == std::string_view::npos || text[end] != '"') return std::nullopt;
  const std::string_view inside = text.substr(1, end - 1);
  text.remove_prefix(end + 1);
  return inside;
}

template <class Number>
bool number(std::string_view& text, Number& value) {
  const bool padded = text.size() > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9';  // is no JSON
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (padded || error != std::errc()) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return text.empty() || (text[0] != '.' && text[0] != 'e' && text[0] != 'E');
}

}  // namespace

QuickReader::QuickReader(const Shape& shape) : shape_(shape), fields_(shape.nodes.size()) {
  for (std::size_t node = 0; node < shape.nodes.size(); ++node) {
    if (shape.nodes[node].kind != Kind::composite) continue;
    std::vector<Field> fields;
    if (flatten(node, 0, fields)) fields_[node] = std::move(fields);
  }
}

// Members of anonymous members stand beside the others.
bool QuickReader::flatten(std::size_t node, std::uint64_t offset, std::vector<Field>& fields) const {
  for (const Member& member : shape_.nodes[node].members) {
    const std::uint64_t at = offset + member.bit_offset / 8;
    if (member.bits != 0) return false;
    if (!member.name.empty())
      fields.push_back({member.name, member.node, at});
    else if (shape_.nodes[member.node].kind != Kind::composite || !flatten(member.node, at, fields))
      return false;
  }
  return true;
}

bool QuickReader::read(std::string_view& text, std::span<std::byte> bytes) const {
  return bytes.size() >= shape_.top().size && value(shape_.root, text, bytes.data());
}

bool QuickReader::value(std::size_t node, std::string_view& text, std::byte* to) const {
  const Node& of = shape_.nodes[node];
  switch (of.kind) {
    case Kind::integer:
      return integer(of, text, to);
    case Kind::boolean:
      return boolean(text, to);
    case Kind::enumeration:
      return enumeration(of, text, to);
    case Kind::composite:
      return composite(node, text, to);
    case Kind::array:
      return array(of, text, to);
    default:
      return false;
  }
}

bool QuickReader::integer(const Node& node, std::string_view& text, std::byte* to) {
  if (node.bits != 0 || node.size > 8) return false;
  const auto unused = static_cast<unsigned>(64 - node.size * 8);
  if (node.is_signed) {
    std::int64_t value = 0;
    if (!number(text, value) || (value << unused >> unused) != value) return false;
    std::memcpy(to, &value, node.size);
  } else {
    std::uint64_t value = 0;
    if (!number(text, value) || (value << unused >> unused) != value) return false;
    std::memcpy(to, &value, node.size);
  }
  return true;
}

bool QuickReader::boolean(std::string_view& text, std::byte* to) {
  if (skip(text, "false")) return true;
  *to = std::byte{1};
  return skip(text, "true");
}

bool QuickReader::enumeration(const Node& node, std::string_view& text, std::byte* to) {
  const auto name = quoted(text);
  if (!name) return false;
  const auto found = std::find_if(node.enumerators.begin(), node.enumerators.end(),
                                  [&](const Enumerator& enumerator) { return enumerator.name == *name; });
  if (found == node.enumerators.end()) return false;
  std::memcpy(to, &found->value, node.size);
  return true;
}

// Names mostly come in their order: the search goes on where it was.
bool QuickReader::composite(std::size_t node, std::string_view& text, std::byte* to) const {
  const auto& fields = fields_[node];
  if (!fields || !skip(text, "{")) return false;
  if (skip(text, "}")) return true;
  std::size_t at = 0;
  do {
    const auto name = quoted(text);
    if (!name || !skip(text, ":")) return false;
    std::size_t looked_at = 0;
    for (; looked_at < fields->size() && (*fields)[at % fields->size()].name != *name; ++looked_at) ++at;
    if (looked_at == fields->size()) return false;
    const Field& field = (*fields)[at++ % fields->size()];
    if (!value(field.node, text, to + field.offset)) return false;
  } while (skip(text, ","));
  return skip(text, "}");
}

bool QuickReader::array(const Node& node, std::string_view& text, std::byte* to) const {
  const Node& element = shape_.nodes[node.element];
  if (element.is_text && element.kind != Kind::array && text.starts_with('"')) {
    const auto characters = quoted(text);
    if (!characters || characters->size() > node.count) return false;
    std::memcpy(to, characters->data(), characters->size());
    return true;
  }
  if (!skip(text, "[")) return false;
  if (skip(text, "]")) return true;
  std::uint64_t i = 0;
  do {
    if (i == node.count || !value(node.element, text, to + i * element.size)) return false;
    ++i;
  } while (skip(text, ","));
  return skip(text, "]");
}

}  // namespace bpflens::btf
