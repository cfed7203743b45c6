// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The way in for millions of values: reads what an exact Plan writes, straight into the bytes. Anything else it leaves
// to encode(), which knows all forms and says what is wrong.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "btf/shape.hpp"

namespace bpflens::btf {

class QuickReader {
 public:
  explicit QuickReader(const Shape& shape);

  // Takes the value off the front of the text. False when it is left to encode(); then text and bytes are as good as
  // lost. The bytes are zeroes before, and as many as the shape has at least.
  bool read(std::string_view& text, std::span<std::byte> bytes) const;

 private:
  struct Field {
    std::string_view name;  // in the shape
    std::size_t node = 0;
    std::uint64_t offset = 0;
  };
  bool flatten(std::size_t node, std::uint64_t offset, std::vector<Field>& fields) const;

  bool value(std::size_t node, std::string_view& text, std::byte* to) const;
  bool composite(std::size_t node, std::string_view& text, std::byte* to) const;
  bool array(const Node& node, std::string_view& text, std::byte* to) const;
  static bool integer(const Node& node, std::string_view& text, std::byte* to);
  static bool enumeration(const Node& node, std::string_view& text, std::byte* to);
  static bool boolean(std::string_view& text, std::byte* to);

  const Shape& shape_;
  std::vector<std::optional<std::vector<Field>>> fields_;  // of composites, by node; none: left to encode()
};

}  // namespace bpflens::btf
