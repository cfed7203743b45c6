// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// One value out of all CPUs' values: every number in it the sum or the greatest of theirs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "btf/shape.hpp"

namespace bpflens::btf {

enum class Reduce { sum, greatest };

class Reduction {
 public:
  // Without a shape the value is one unsigned number of 1, 2, 4 or 8 bytes; of other values the first CPU's is taken,
  // as it is for all that is no number (text, pointers, enumerations, bitfields).
  Reduction(const Shape* shape, std::size_t value_size, Reduce how);

  // Whether there is any number to reduce.
  bool has_numbers() const { return !numbers_.empty(); }

  // The CPUs' values stand stride bytes apart. Sums wrap around as the kernel's own counters do.
  void apply(std::span<const std::byte> values, std::size_t stride, std::span<std::byte> result) const;

 private:
  struct Number {
    std::size_t offset = 0;
    std::uint8_t size = 0;
    bool is_signed = false;
    bool is_floating = false;
  };
  void collect(const Shape& shape, std::size_t node, std::size_t offset);

  template <class Value>
  void reduce(std::span<const std::byte> values, std::size_t stride, const Number& number, std::byte* result) const;

  Reduce how_;
  std::vector<Number> numbers_;
};

}  // namespace bpflens::btf
