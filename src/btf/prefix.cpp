// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "btf/prefix.hpp"

#include <arpa/inet.h>

#include <charconv>
#include <cstdint>
#include <cstring>

#include "btf/hex.hpp"

namespace bpflens::btf {
namespace {

constexpr std::size_t kLength = sizeof(std::uint32_t);  // bytes of the length, which stands in front

int family_of(std::size_t bytes) { return bytes == 4 ? AF_INET : bytes == 16 ? AF_INET6 : AF_UNSPEC; }

std::string hex_digits(std::span<const std::byte> bytes) {
  std::string text(2 * bytes.size(), '\0');
  put_hex_digits(text.data(), bytes);
  return text;
}

bool read_address(const std::string& text, std::span<std::byte> address) {
  const int family = family_of(address.size());
  if (family == AF_UNSPEC) return read_hex_digits(text, address);
  return inet_pton(family, text.c_str(), address.data()) == 1;
}

}  // namespace

std::string prefix_text(std::span<const std::byte> key) {
  std::uint32_t length = 0;
  std::memcpy(&length, key.data(), kLength);
  const auto address = key.subspan(kLength);
  const int family = family_of(address.size());
  char text[INET6_ADDRSTRLEN] = "";
  const bool known = family != AF_UNSPEC && inet_ntop(family, address.data(), text, sizeof text) != nullptr;
  return (known ? text : hex_digits(address)) + "/" + std::to_string(length);
}

std::string read_prefix(const std::string& text, std::span<std::byte> key) {
  const std::size_t slash = text.find('/');
  const auto address = key.subspan(kLength);
  const auto most = static_cast<std::uint32_t>(address.size() * 8);
  std::uint32_t length = most;
  if (slash != std::string::npos) {
    const char* const stop = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data() + slash + 1, stop, length);
    if (error != std::errc() || end != stop || length > most)
      return "the length of a prefix is a number of bits from 0 to " + std::to_string(most);
  }
  if (!read_address(text.substr(0, slash), address)) {
    const bool version4 = address.size() == 4;
    const std::string form = family_of(address.size()) == AF_UNSPEC ? std::to_string(2 * address.size()) + " hex digits"
                             : version4                             ? "an address such as 10.0.0.0"
                                                                    : "an address such as 2001:db8::";
    return "'" + text.substr(0, slash) + "' is not " + form;
  }
  std::memcpy(key.data(), &length, kLength);
  return "";
}

}  // namespace bpflens::btf
