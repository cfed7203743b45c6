// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Conditions on entries: "value.count > 10 && key.port == 53 || value.name == \"sh\"", compiled once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "btf/shape.hpp"

namespace bpflens::btf {

class Filter {
 public:
  struct Compiled;

  // Comparisons (== != < <= > >=) of a field of the key or value, left, with a number, an enumerator's name or text
  // in double quotes; && binds them closer than ||. The shapes may be missing; then their fields are unknown.
  static Compiled compile(const std::string& text, const Shape* key, const Shape* value);

  // Conditions on records, whose fields are named as they are: "pid == 42 && len > 1500". Fields that the record
  // doesn't have are looked for in what surrounds it, which matches() takes as the key.
  static Compiled compile_record(const std::string& text, const Shape* record, const Shape& surroundings);

  bool matches(std::span<const std::byte> key, std::span<const std::byte> value) const;

 private:
  friend class FilterCompiler;

  enum class Comparison : std::uint8_t { equal, different, less, at_most, more, at_least };
  enum class What : std::uint8_t { integer, floating, text, bytes };

  struct Term {
    bool of_key = false;
    What what = What::integer;
    Comparison comparison = Comparison::equal;
    bool is_signed = false;
    bool swapped = false;  // an integer in the network's order
    std::uint32_t first_bit = 0;
    std::uint32_t bits = 0;
    std::size_t offset = 0;
    std::size_t size = 0;  // bytes of a floating-point number, of text or of what is compared whole
    __int128 integer = 0;
    double floating = 0;
    std::string text;
  };

  static bool holds(const Term& term, const std::byte* at);

  std::vector<std::vector<Term>> any_of_all_;
};

struct Filter::Compiled {
  std::optional<Filter> filter;
  std::string problem;
};

}  // namespace bpflens::btf
