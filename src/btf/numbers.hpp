// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The numbers in a value by their names, and how they differ from one reading to the next.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "btf/shape.hpp"

namespace bpflens::btf {

struct Number {
  std::string path;  // "limits[2].high"; empty: the whole value
  std::size_t offset = 0;
  std::uint8_t size = 0;
  bool is_floating = false;
};

// The first numbers of a value, not more than a person can look at; of arrays and unions, too. Without a shape the
// value is one number, if it has the size of one.
std::vector<Number> numbers_of(const Shape* shape, std::size_t value_size);

struct Difference {
  double number = 0;
  std::optional<std::int64_t> whole;  // of integers, exactly
};

// After less before. Counters that wrapped around have counted on.
Difference difference(const Number& number, std::span<const std::byte> before, std::span<const std::byte> after);

}  // namespace bpflens::btf
