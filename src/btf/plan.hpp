// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A shape compiled into a flat list of operations that write values of it as JSON, with no allocation, no
// recursion and no look-up by name while they run.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "btf/buffer.hpp"
#include "btf/format.hpp"
#include "btf/shape.hpp"

namespace bpflens::btf {

// How values are written.
struct Style {
  // bpftool -j's forms where they differ from the natural ones: bitfields as strings of hex digits ("0x3", not
  // the number, not the enumerator) and members of anonymous structs below the name "" (not beside the others).
  bool bpftool = false;
  bool pretty = false;     // indented by four
  std::size_t indent = 0;  // columns that the line begins with already
  // An array of char is a string if it holds printable ASCII up to a NUL. With this set also only if nothing but
  // NULs follow, so that the bytes can be had back from the text.
  bool exact = false;
  // Integers beyond 2^53 are strings of their digits, for readers that keep numbers as doubles (jq before 1.7).
  bool string_integers = false;
  AddressNames* names = nullptr;  // for members of Format::symbol; must outlive the plan
};

class Plan {
 public:
  // Fails (with the reason) only for types whose plan would be beyond all measure.
  struct Compiled;
  static Compiled compile(const Shape& shape, const Style& style);

  // Bytes a value has at least. A flexible array at its end takes what there is beyond.
  std::size_t size() const { return size_; }

  // Characters that a value takes at most; 0 where that can't be told or is beyond what is good to set aside.
  std::size_t longest() const { return longest_; }

  // Appends one value. It must have size() bytes or more.
  void write(std::span<const std::byte> value, Buffer& out) const;

  // Writes one value to where there is room for longest(), which isn't 0, and returns the end.
  char* write(std::span<const std::byte> value, char* to) const;

 private:
  friend class PlanCompiler;

  enum class Code : std::uint8_t {
    text,  // nothing but the text in front, which every operation may have
    unsigned_integer,
    signed_integer,
    boolean,
    character,
    wide_integer,  // beyond 64 bits: a string of hex digits
    pointer,
    floating,
    enumeration,
    signed_bits,  // bitfields and integers of odd widths
    unsigned_bits,
    boolean_bits,
    hex_bits,
    enumeration_bits,
    characters,  // an array of char
    formatted,   // by the member's format
    repeat,      // what stands up to its end, for each element
    again,       // the end: the text in front goes between elements
  };

  struct Operation {
    Code code = Code::text;
    bool is_signed = false;
    std::uint8_t size = 0;       // bytes of a number
    std::uint8_t bits = 0;       // width of a bitfield
    std::uint8_t first_bit = 0;  // of a bitfield, within its first byte
    bool flexible = false;       // repeat: the element count follows from the value's length
    std::uint32_t text = 0;      // the text in front: where it begins in texts_
    std::uint32_t text_size = 0;
    std::uint32_t offset = 0;  // from the start of the value, or of the innermost element
    Format format = Format::natural;
    std::uint32_t first = 0;   // enumerations: where names_ begins for it; repeat: index of its end
    std::uint32_t count = 0;   // enumerations: names; characters and repeat: elements; formatted: bytes
    std::uint32_t stride = 0;  // repeat and again: bytes from element to element
  };

  // Room for any number; a long double in its shortest form is the longest: about 45.
  static constexpr std::size_t kLongestNumber = 64;
  // Texts are copied in whole blocks: so much beyond their ends must be there to read and to overwrite.
  static constexpr std::size_t kSlack = 16;

  struct Name {
    std::uint64_t value = 0;
    std::uint32_t text = 0;  // where it begins in texts_, quoted
    std::uint32_t text_size = 0;
  };

  template <bool bounded>
  class Run;

  std::vector<Operation> operations_;
  std::string texts_;
  std::vector<Name> names_;  // by value within each enumeration
  std::size_t size_ = 0;
  std::size_t longest_ = 0;
  bool exact_ = false;
  bool string_integers_ = false;
  AddressNames* address_names_ = nullptr;
};

struct Plan::Compiled {
  std::optional<Plan> plan;
  std::string problem;
};

}  // namespace bpflens::btf
