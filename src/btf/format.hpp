// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What the bytes of a member mean where its type doesn't say: an address, a duration, the network's byte order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "btf/shape.hpp"

namespace bpflens::btf {

// "ipv4", "ipv6", "ip", "mac", "duration", "be", "hex", "string", "symbol"; nothing for other words.
std::optional<Format> format_named(std::string_view word);

// The words, for messages: "ipv4, ipv6, ...".
std::string format_words();

// Gives the member at the path (as in part_of) a format; other members of its type keep theirs. Returns why the
// member can't have it, else nothing.
std::string set_format(Shape& shape, const std::string& path, Format format);

// Characters that put_formatted writes at most; symbols are cut to fit.
inline constexpr std::size_t kLongestFormatted = 256;

// Names of addresses, for Format::symbol.
class AddressNames {
 public:
  virtual ~AddressNames() = default;
  // "do_exit+0x10"; empty where no name is known.
  virtual std::string_view name(std::uint64_t address) = 0;
};

// Writes so many bytes of a value as a JSON value. Without names, addresses are numbers.
char* put_formatted(char* to, Format format, const std::byte* at, std::size_t size, AddressNames* names);

// The bytes of an address as people write it ("10.0.0.1"), for comparisons; false where it is none of that size.
bool read_formatted(Format format, const std::string& text, std::byte* to, std::size_t size);

// A number of up to eight bytes in the network's order.
std::uint64_t network_order(const std::byte* at, std::size_t size);

}  // namespace bpflens::btf
