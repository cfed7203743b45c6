// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "btf/prefix.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "kernel/libbpf/prefix_order.hpp"
#include "render/entries.hpp"

namespace bpflens {
namespace {

std::vector<std::byte> key(const std::string& text, std::size_t address = 4) {
  std::vector<std::byte> bytes(4 + address);
  const std::string problem = btf::read_prefix(text, bytes);
  REQUIRE_MESSAGE(problem.empty(), problem);
  return bytes;
}

TEST_CASE("keys of tries are addresses with a length") {
  CHECK(btf::prefix_text(key("10.0.0.0/8")) == "10.0.0.0/8");
  CHECK(btf::prefix_text(key("192.168.1.7")) == "192.168.1.7/32");
  CHECK(btf::prefix_text(key("2001:db8::/32", 16)) == "2001:db8::/32");
  CHECK(btf::prefix_text(key("0a0b/12", 2)) == "0a0b/12");
  CHECK(key("10.1.2.3/8")[0] == std::byte{8});
  CHECK(key("10.1.2.3/8")[7] == std::byte{3});
  std::vector<std::byte> bytes(8);
  CHECK(btf::read_prefix("10.0.0.0/33", bytes) == "the length of a prefix is a number of bits from 0 to 32");
  CHECK(btf::read_prefix("10.0.0.0/", bytes) == "the length of a prefix is a number of bits from 0 to 32");
  CHECK(btf::read_prefix("10.0.0", bytes) == "'10.0.0' is not an address such as 10.0.0.0");
  std::vector<std::byte> odd(6);
  CHECK(btf::read_prefix("zz00/3", odd) == "'zz00' is not 4 hex digits");
}

TEST_CASE("the longest key that a trie can have is written whole") {
  const render::EntryWriter writer({.key_size = 260, .value_size = 1, .prefixes = true, .json = true});
  const std::string digits(512, 'f');
  btf::Buffer out;
  writer.write(key(digits, 256), std::vector<std::byte>(1), 0, out);
  CHECK(out.text().find(",\"prefix\":\"" + digits + "/2048\",") != std::string_view::npos);
}

TEST_CASE("a trie's walk comes bit by bit to longer prefixes before those that cover them") {
  const std::vector<std::string> order = {"10.0.0.0/16",      "10.0.0.0/8",     "192.168.0.0/24", "192.168.1.0/24",
                                          "192.168.128.0/24", "192.168.0.0/16", "0.0.0.0/0"};
  for (std::size_t i = 0; i < order.size(); ++i)
    for (std::size_t j = 0; j < order.size(); ++j) {
      INFO(order[i] << " after " << order[j]);
      CHECK(kernel::follows(key(order[i]), key(order[j])) == (i > j));
    }
}

TEST_CASE("a walk that begins again passes each key once") {
  kernel::PrefixOrder walk;
  CHECK(walk.pass(key("10.0.0.0/16")));
  CHECK(walk.pass(key("10.0.0.0/8")));
  CHECK_FALSE(walk.pass(key("10.0.0.0/16")));
  CHECK_FALSE(walk.pass(key("10.0.0.0/8")));
  CHECK(walk.pass(key("11.0.0.0/8")));
}

}  // namespace
}  // namespace bpflens
