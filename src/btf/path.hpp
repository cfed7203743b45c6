// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Parts of a value by name: "counter", "limits.high", "table[3].name".
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "btf/shape.hpp"

namespace bpflens::btf {

struct Part {
  std::optional<Shape> shape;
  std::size_t offset = 0;       // bytes from the start of the whole value
  std::uint32_t first_bit = 0;  // of a bitfield, within its first byte
  std::uint32_t bits = 0;       // its width; 0: none
  std::string problem;          // why there is no such part
};

// Members of anonymous structs are found beside the others.
Part part_of(const Shape& whole, const std::string& path);

}  // namespace bpflens::btf
