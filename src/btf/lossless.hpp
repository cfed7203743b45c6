// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Whether a value's bytes can be had back from its fields: not when there is something in the padding.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "btf/shape.hpp"

namespace bpflens::btf {

class Lossless {
 public:
  // For values of so many bytes.
  Lossless(const Shape& shape, std::size_t size);

  // Whether the text of an exact Plan, encoded again, gives these bytes.
  bool holds_for(std::span<const std::byte> value) const;

 private:
  struct Unused {
    std::size_t offset = 0;
    std::byte bits{};  // those that no field tells of
  };
  struct Floating {
    std::size_t offset = 0;
    std::size_t size = 0;
  };
  void cover(const Shape& shape, std::size_t node, std::size_t offset, std::vector<std::byte>& covered);

  std::vector<Unused> unused_;
  std::vector<Floating> floating_;
};

}  // namespace bpflens::btf
