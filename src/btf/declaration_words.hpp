// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The words of a C declaration, and the types that have names of their own in it.
#pragma once

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "btf/shape.hpp"

namespace bpflens::btf {

// What is wrong with a declaration.
struct Wrong : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Scalar {
  std::string_view name;
  Kind kind;
  std::uint64_t size;
  bool is_signed = false;
};

inline constexpr auto kScalars = std::to_array<Scalar>({
    {"u8", Kind::integer, 1},
    {"u16", Kind::integer, 2},
    {"u32", Kind::integer, 4},
    {"u64", Kind::integer, 8},
    {"u128", Kind::integer, 16},
    {"s8", Kind::integer, 1, true},
    {"s16", Kind::integer, 2, true},
    {"s32", Kind::integer, 4, true},
    {"s64", Kind::integer, 8, true},
    {"s128", Kind::integer, 16, true},
    {"i8", Kind::integer, 1, true},
    {"i16", Kind::integer, 2, true},
    {"i32", Kind::integer, 4, true},
    {"i64", Kind::integer, 8, true},
    {"uint8_t", Kind::integer, 1},
    {"uint16_t", Kind::integer, 2},
    {"uint32_t", Kind::integer, 4},
    {"uint64_t", Kind::integer, 8},
    {"int8_t", Kind::integer, 1, true},
    {"int16_t", Kind::integer, 2, true},
    {"int32_t", Kind::integer, 4, true},
    {"int64_t", Kind::integer, 8, true},
    {"size_t", Kind::integer, 8},
    {"ssize_t", Kind::integer, 8, true},
    {"uintptr_t", Kind::integer, 8},
    {"be16", Kind::integer, 2},
    {"be32", Kind::integer, 4},
    {"be64", Kind::integer, 8},
    {"le16", Kind::integer, 2},
    {"le32", Kind::integer, 4},
    {"le64", Kind::integer, 8},
    {"bool", Kind::boolean, 1},
    {"_Bool", Kind::boolean, 1},
    {"float", Kind::floating, 4},
    {"double", Kind::floating, 8},
});

// The words that may stand together for an integer: "unsigned long int".
inline constexpr auto kIntegerWords =
    std::to_array<std::string_view>({"unsigned", "signed", "long", "short", "int", "char", "__int128"});

inline bool is_integer_word(std::string_view word) {
  return std::find(kIntegerWords.begin(), kIntegerWords.end(), word) != kIntegerWords.end();
}

inline const Scalar* scalar_named(std::string_view name) {
  const std::string_view bare = name.starts_with("__") ? name.substr(2) : name;
  const auto found =
      std::find_if(kScalars.begin(), kScalars.end(), [&](const Scalar& s) { return s.name == bare || s.name == name; });
  return found == kScalars.end() ? nullptr : &*found;
}

inline bool in_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Names, numbers and single characters; empty at the end.
class Words {
 public:
  explicit Words(std::string_view text) : rest_(text) { advance(); }

  std::string_view now() const { return now_; }
  std::string_view next() {
    const std::string_view word = now_;
    advance();
    return word;
  }
  bool skip(std::string_view word) {
    if (now_ != word) return false;
    advance();
    return true;
  }
  void expect(std::string_view word) {
    if (!skip(word)) throw Wrong("'" + std::string(word) + "' is missing " + place());
  }
  bool at_name() const {
    return !now_.empty() && in_name(now_[0]) && std::isdigit(static_cast<unsigned char>(now_[0])) == 0;
  }
  std::string place() const { return now_.empty() ? "at the end" : "before '" + std::string(now_) + "'"; }

 private:
  void advance() {
    while (!rest_.empty() && std::isspace(static_cast<unsigned char>(rest_[0])) != 0) rest_.remove_prefix(1);
    std::size_t size = 0;
    while (size < rest_.size() && in_name(rest_[size])) ++size;
    if (size == 0 && !rest_.empty()) size = 1;
    now_ = rest_.substr(0, size);
    rest_.remove_prefix(size);
  }

  std::string_view rest_;
  std::string_view now_;
};

}  // namespace bpflens::btf
