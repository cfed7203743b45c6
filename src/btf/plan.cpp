// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The loop over a plan's operations.
#include "btf/plan.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <type_traits>

#include "btf/digits.hpp"

namespace bpflens::btf {
namespace {

using Wide = unsigned __int128;

constexpr std::size_t kDeepestPlan = 64;  // shapes nest no deeper
constexpr std::size_t kNumberRoom = 64;

template <class Number>
Number load(const std::byte* at) {
  Number number;
  std::memcpy(&number, at, sizeof number);
  return number;
}

std::uint64_t load_unsigned(const std::byte* at, std::uint8_t size) {
  switch (size) {
    case 1:
      return load<std::uint8_t>(at);
    case 2:
      return load<std::uint16_t>(at);
    case 4:
      return load<std::uint32_t>(at);
    default:
      return load<std::uint64_t>(at);
  }
}

std::int64_t load_signed(const std::byte* at, std::uint8_t size) {
  switch (size) {
    case 1:
      return load<std::int8_t>(at);
    case 2:
      return load<std::int16_t>(at);
    case 4:
      return load<std::int32_t>(at);
    default:
      return load<std::int64_t>(at);
  }
}

Wide load_bits(const std::byte* at, std::uint8_t first_bit, std::uint8_t bits) {
  Wide number = 0;
  const unsigned end = first_bit + bits;
  for (unsigned byte = 0; byte * 8 < end; ++byte) {
    const Wide part = std::to_integer<std::uint8_t>(at[byte]);
    number |= byte == 0 ? part >> first_bit : part << (byte * 8 - first_bit);
  }
  return bits == 128 ? number : number & ((Wide{1} << bits) - 1);
}

std::int64_t sign_extended(std::uint64_t number, std::uint8_t bits) {
  const int unused = 64 - bits;
  return static_cast<std::int64_t>(number << unused) >> unused;
}

template <class Number>
char* put(char* to, Number number) {
  return std::to_chars(to, to + kNumberRoom, number).ptr;
}

char* put_text(char* to, std::string_view text) { return std::copy(text.begin(), text.end(), to); }

char* put_hex(char* to, Wide number) {
  *to++ = '"';
  *to++ = '0';
  *to++ = 'x';
  const auto high = static_cast<std::uint64_t>(number >> 64);
  const auto low = static_cast<std::uint64_t>(number);
  if (high != 0) {
    to = std::to_chars(to, to + 16, high, 16).ptr;
    for (int shift = 60; shift >= 0; shift -= 4) *to++ = "0123456789abcdef"[low >> shift & 15];
  } else {
    to = std::to_chars(to, to + 16, low, 16).ptr;
  }
  *to++ = '"';
  return to;
}

// IEEE 754 binary16.
float half(std::uint16_t bits) {
  const int exponent = bits >> 10 & 31;
  const float fraction = static_cast<float>(bits & 1023);
  const float size = exponent == 0    ? std::ldexp(fraction, -24)
                     : exponent == 31 ? (fraction == 0 ? INFINITY : NAN)
                                      : std::ldexp(fraction + 1024, exponent - 25);
  return (bits & 0x8000) != 0 ? -size : size;
}

// JSON has no words for what isn't finite.
template <class Number>
char* put_floating(char* to, Number number) {
  if (std::isnan(number)) return put_text(to, "\"nan\"");
  if (std::isinf(number)) return put_text(to, number < 0 ? "\"-inf\"" : "\"inf\"");
  return put(to, number);
}

char* put_floating(char* to, const std::byte* at, std::uint8_t size) {
  switch (size) {
    case 2:
      return put_floating(to, half(load<std::uint16_t>(at)));
    case 4:
      return put_floating(to, load<float>(at));
    case 8:
      return put_floating(to, load<double>(at));
    case sizeof(long double):
      return put_floating(to, load<long double>(at));
    default:
      return put_hex(to, load_bits(at, 0, static_cast<std::uint8_t>(std::min<unsigned>(size, 16) * 8)));
  }
}

char* put_character(char* to, char c, bool is_signed) {
  if (c < 0x20 || c > 0x7e)
    return put(to, is_signed ? int{static_cast<signed char>(c)} : int{static_cast<unsigned char>(c)});
  *to++ = '"';
  if (c == '"' || c == '\\') *to++ = '\\';
  *to++ = c;
  *to++ = '"';
  return to;
}

// bpftool's rule: printable ASCII, and a NUL within the array.
bool is_string(const char* text, std::size_t room, bool exact) {
  const char* const end = text + room;
  const char* at = std::find_if(text, end, [](char c) { return c < 0x20 || c > 0x7e; });
  if (at == end || *at != '\0') return false;
  return !exact || std::all_of(at, end, [](char c) { return c == '\0'; });
}

char* put_string(char* to, const char* text) {
  *to++ = '"';
  for (; *text != '\0'; ++text) {
    if (*text == '"' || *text == '\\') *to++ = '\\';
    *to++ = *text;
  }
  *to++ = '"';
  return to;
}

char* put_characters(char* to, const char* text, std::uint32_t count, bool is_signed, bool exact) {
  if (is_string(text, count, exact)) return put_string(to, text);
  *to++ = '[';
  for (std::uint32_t i = 0; i < count; ++i) {
    to = put(to, is_signed ? int{static_cast<signed char>(text[i])} : int{static_cast<unsigned char>(text[i])});
    *to++ = ',';
  }
  to[-1] = ']';
  return to;
}

}  // namespace

// One value on its way through the operations. Where it is bounded there is room for all of it from the start, else
// room for each operation's longest output is made before it.
template <bool bounded>
class Plan::Run {
 public:
  Run(const Plan& plan, std::span<const std::byte> value, Buffer* out)
      : plan_(plan), end_(value.data() + value.size()), base_(value.data()), out_(out) {}

  char* all(char* to) {
    const Operation* const operations = plan_.operations_.data();
    const std::size_t count = plan_.operations_.size();
    for (at_ = 0; at_ < count; ++at_) {
      const Operation& operation = operations[at_];
      if (operation.code == Code::again) {
        to = again(operation, to);
        continue;
      }
      to = with_room(to, operation.text_size + kLongestNumber);
      to = put_padded(to, plan_.texts_.data() + operation.text, operation.text_size);
      to = step(operation, to);
    }
    return to;
  }

 private:
  char* with_room(char* to, std::size_t wanted) {
    if constexpr (bounded) return to;
    out_->took(to);
    return out_->room(wanted + kSlack);
  }

  char* step(const Operation& operation, char* to) {
    const std::byte* const at = base_ + operation.offset;
    switch (operation.code) {
      case Code::unsigned_integer:
        return integer(to, load_unsigned(at, operation.size));
      case Code::signed_integer:
        return integer(to, load_signed(at, operation.size));
      case Code::boolean:
        return put_text(to, load<std::uint8_t>(at) != 0 ? "true" : "false");
      case Code::character:
        return put_character(to, load<char>(at), operation.is_signed);
      case Code::wide_integer:
        return put_hex(to, load_bits(at, 0, static_cast<std::uint8_t>(operation.size * 8)));
      case Code::pointer:
        return put_hex(to, load<std::uint64_t>(at));
      case Code::floating:
        return put_floating(to, at, operation.size);
      case Code::enumeration:
        return name_or_number(operation, to,
                              operation.is_signed ? static_cast<std::uint64_t>(load_signed(at, operation.size))
                                                  : load_unsigned(at, operation.size));
      case Code::characters:  // up to five characters a byte ("-128,"); a string takes two at most
        to = with_room(to, std::size_t{5} * operation.count + 3);
        return put_characters(to, reinterpret_cast<const char*>(at), operation.count, operation.is_signed,
                              plan_.exact_);
      case Code::formatted:
        to = with_room(to, kLongestFormatted);
        return put_formatted(to, operation.format, at, operation.count, plan_.address_names_);
      case Code::repeat:
        return repeat(operation, to, at);
      case Code::text:
      case Code::again:
        return to;
      default:
        return bits(operation, to, at);
    }
  }

  template <class Number>
  char* integer(char* to, Number number) {
    constexpr std::int64_t kExact = std::int64_t{1} << 53;  // whole numbers up to here are doubles
    const bool beyond = number > Number(kExact) || (std::is_signed_v<Number> && number < Number(-kExact));
    if (!beyond || !plan_.string_integers_) return put_decimal(to, number);
    *to++ = '"';
    to = put_decimal(to, number);
    *to++ = '"';
    return to;
  }

  char* bits(const Operation& operation, char* to, const std::byte* at) {
    const Wide wide = load_bits(at, operation.first_bit, operation.bits);
    const auto number = static_cast<std::uint64_t>(wide);
    switch (operation.code) {
      case Code::signed_bits:
        return integer(to, sign_extended(number, operation.bits));
      case Code::unsigned_bits:
        return integer(to, number);
      case Code::boolean_bits:
        return put_text(to, number != 0 ? "true" : "false");
      case Code::enumeration_bits:
        return name_or_number(
            operation, to,
            operation.is_signed ? static_cast<std::uint64_t>(sign_extended(number, operation.bits)) : number);
      default:
        return put_hex(to, wide);
    }
  }

  char* name_or_number(const Operation& operation, char* to, std::uint64_t value) {
    const auto begin = plan_.names_.begin() + operation.first;
    const auto end = begin + operation.count;
    const auto found =
        std::lower_bound(begin, end, value, [](const Name& name, std::uint64_t v) { return name.value < v; });
    if (found == end || found->value != value)
      return operation.is_signed ? integer(to, static_cast<std::int64_t>(value)) : integer(to, value);
    to = with_room(to, found->text_size);
    return put_padded(to, plan_.texts_.data() + found->text, found->text_size);
  }

  char* repeat(const Operation& operation, char* to, const std::byte* at) {
    const std::size_t count =
        operation.flexible ? static_cast<std::size_t>(end_ - at) / operation.stride : operation.count;
    if (count == 0) {
      at_ = operation.first;  // over the body and its end
      return to;
    }
    loops_[depth_++] = {at_, count, base_};
    base_ = at;
    return to;
  }

  char* again(const Operation& operation, char* to) {
    Loop& loop = loops_[depth_ - 1];
    if (--loop.left == 0) {
      base_ = loop.outer;
      --depth_;
      return to;
    }
    base_ += operation.stride;
    at_ = loop.begin;
    to = with_room(to, operation.text_size);
    return put_padded(to, plan_.texts_.data() + operation.text, operation.text_size);
  }

  struct Loop {  // without initial values: there are many, and most values need none
    std::size_t begin;
    std::size_t left;
    const std::byte* outer;
  };

  const Plan& plan_;
  const std::byte* end_;
  const std::byte* base_;  // of the value, or of the innermost element
  Buffer* out_;            // null where bounded
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::array<Loop, kDeepestPlan> loops_;
};

char* Plan::write(std::span<const std::byte> value, char* to) const { return Run<true>(*this, value, nullptr).all(to); }

void Plan::write(std::span<const std::byte> value, Buffer& out) const {
  if (longest_ != 0)
    out.took(write(value, out.room(longest_)));
  else
    out.took(Run<false>(*this, value, &out).all(out.room(0)));
}

}  // namespace bpflens::btf
