// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "btf/format.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "btf/digits.hpp"
#include "btf/hex.hpp"
#include "btf/path.hpp"

namespace bpflens::btf {
namespace {

struct FormatName {
  std::string_view word;
  Format format;
};

constexpr auto kFormats = std::to_array<FormatName>({{"ipv4", Format::ipv4},
                                                     {"ipv6", Format::ipv6},
                                                     {"ip", Format::ip},
                                                     {"mac", Format::mac},
                                                     {"duration", Format::duration},
                                                     {"be", Format::network_order},
                                                     {"hex", Format::hex},
                                                     {"string", Format::text},
                                                     {"symbol", Format::symbol}});

constexpr std::size_t kIpv4 = 4;
constexpr std::size_t kIpv6 = 16;
constexpr std::size_t kMac = 6;

bool is_number(const Node& node) {
  const bool whole = node.kind == Kind::integer || node.kind == Kind::pointer || node.kind == Kind::enumeration;
  return whole && node.size <= 8 && node.bits == 0;
}

// Why a member can't be of that format; empty when it can.
std::string objection(const Node& node, const Node* element, Format format) {
  const auto sized = [&](std::size_t size) {
    return node.size == size ? "" : "has " + std::to_string(node.size) + " bytes, not " + std::to_string(size);
  };
  switch (format) {
    case Format::ipv4:
      return sized(kIpv4);
    case Format::ipv6:
    case Format::ip:
      return sized(kIpv6);
    case Format::mac:
      return sized(kMac);
    case Format::text:
      return element != nullptr && element->size == 1 ? "" : "is no array of bytes";
    case Format::hex:
      return node.size <= 64 ? "" : "has more than 64 bytes";
    default:
      return is_number(node) ? "" : "is no number of up to 8 bytes";
  }
}

std::uint64_t load(const std::byte* at, std::size_t size) {
  std::uint64_t number = 0;
  std::memcpy(&number, at, std::min(size, sizeof number));  // little-endian, as all of BPF here
  return number;
}

char* put_word(char* to, std::string_view text) { return std::copy(text.begin(), text.end(), to); }

char* put_address(char* to, int family, const std::byte* at) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(family, at, text.data(), text.size());
  return put_word(to, text.data());
}

bool is_mapped_ipv4(const std::byte* at) {
  constexpr std::array<unsigned char, 12> kPrefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  return std::memcmp(at, kPrefix.data(), kPrefix.size()) == 0;
}

char* put_mac(char* to, const std::byte* at) {
  for (std::size_t i = 0; i < kMac; ++i) {
    if (i != 0) *to++ = ':';
    to = put_hex_digits(to, {at + i, 1});
  }
  return to;
}

// Three digits behind the point, in the unit that leaves one to three before it.
char* put_duration(char* to, std::uint64_t nanoseconds) {
  struct Unit {
    std::uint64_t size;
    std::string_view name;
  };
  constexpr std::array<Unit, 3> kUnits = {{{1'000'000'000, "s"}, {1'000'000, "ms"}, {1'000, "us"}}};
  const auto unit =
      std::find_if(kUnits.begin(), kUnits.end(), [&](const Unit& other) { return nanoseconds >= other.size; });
  if (unit == kUnits.end()) return put_word(put_decimal(to, nanoseconds), "ns");
  to = put_decimal(to, nanoseconds / unit->size);
  const std::uint64_t thousandths = nanoseconds % unit->size / (unit->size / 1000);
  *to++ = '.';
  for (const std::uint64_t digit : {thousandths / 100, thousandths / 10 % 10, thousandths % 10})
    *to++ = static_cast<char>('0' + digit);
  return put_word(to, unit->name);
}

char* put_symbol(char* to, std::uint64_t address, AddressNames* names) {
  const std::string_view name = names != nullptr ? names->name(address) : std::string_view();
  if (name.empty()) return std::to_chars(put_word(to, "0x"), to + 32, address, 16).ptr;
  for (const char c : name.substr(0, kLongestFormatted - 32))
    *to++ = c < ' ' || c > '~' || c == '"' || c == '\\' ? '?' : c;
  return to;
}

}  // namespace

std::optional<Format> format_named(std::string_view word) {
  const auto found = std::find_if(kFormats.begin(), kFormats.end(), [&](const auto& f) { return f.word == word; });
  return found == kFormats.end() ? std::nullopt : std::optional(found->format);
}

std::string format_words() {
  std::string words;
  for (const FormatName& format : kFormats) words += (words.empty() ? "" : ", ") + std::string(format.word);
  return words;
}

std::string set_format(Shape& shape, const std::string& path, Format format) {
  std::size_t at = shape.root;
  std::string_view rest = path;
  while (!rest.empty()) {
    const std::string_view name = rest.substr(0, rest.find('.'));
    rest.remove_prefix(std::min(name.size() + 1, rest.size()));
    auto& members = shape.nodes[at].members;
    const auto found = std::find_if(members.begin(), members.end(), [&](const Member& m) { return m.name == name; });
    if (found == members.end() || found->bits != 0)
      return "there is no member '" + std::string(name) + "' in " + shape.nodes[at].name;
    const std::size_t child = found->node;  // copied: its type may stand elsewhere, too
    found->node = shape.nodes.size();
    at = shape.nodes.size();
    Node copy = shape.nodes[child];
    shape.nodes.push_back(std::move(copy));
  }
  Node& node = shape.nodes[at];
  const Node* element = node.kind == Kind::array ? &shape.nodes[node.element] : nullptr;
  if (std::string why = objection(node, element, format); !why.empty()) return "'" + path + "' " + why;
  if (format != Format::text) {
    node.format = format == Format::hex && is_number(node) ? Format::hex_number : format;
    return "";
  }
  Node letter = *element;
  letter.is_text = true;
  node.is_text = true;
  node.element = shape.nodes.size();
  shape.nodes.push_back(std::move(letter));
  return "";
}

std::uint64_t network_order(const std::byte* at, std::size_t size) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < size; ++i) number = number << 8 | std::to_integer<std::uint64_t>(at[i]);
  return number;
}

char* put_formatted(char* to, Format format, const std::byte* at, std::size_t size, AddressNames* names) {
  if (format == Format::network_order) return put_decimal(to, network_order(at, size));
  *to++ = '"';
  switch (format) {
    case Format::ipv4:
      to = put_address(to, AF_INET, at);
      break;
    case Format::ipv6:
      to = put_address(to, AF_INET6, at);
      break;
    case Format::ip:
      to = is_mapped_ipv4(at) ? put_address(to, AF_INET, at + kIpv6 - kIpv4) : put_address(to, AF_INET6, at);
      break;
    case Format::mac:
      to = put_mac(to, at);
      break;
    case Format::duration:
      to = put_duration(to, load(at, size));
      break;
    case Format::hex_number:
      to = std::to_chars(put_word(to, "0x"), to + 32, load(at, size), 16).ptr;
      break;
    case Format::symbol:
      to = put_symbol(to, load(at, size), names);
      break;
    default:
      to = put_hex_digits(to, {at, size});
  }
  *to++ = '"';
  return to;
}

bool read_formatted(Format format, const std::string& text, std::byte* to, std::size_t size) {
  if (format == Format::ipv4) return inet_pton(AF_INET, text.c_str(), to) == 1;
  if (format == Format::ipv6) return inet_pton(AF_INET6, text.c_str(), to) == 1;
  if (format == Format::ip)
    return inet_pton(AF_INET6, (text.find(':') == std::string::npos ? "::ffff:" + text : text).c_str(), to) == 1;
  if (format != Format::mac && format != Format::hex) return false;
  std::string digits = text;
  std::erase(digits, ':');
  return read_hex_digits(digits, {to, size});
}

}  // namespace bpflens::btf
