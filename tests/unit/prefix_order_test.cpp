// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/prefix_order.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace bpflens::kernel {
namespace {

using Key = std::vector<std::byte>;

Key key(std::uint32_t length, std::uint8_t a, std::uint8_t b, std::uint8_t c) {
  Key bytes(8);
  bytes[0] = static_cast<std::byte>(length);
  bytes[4] = std::byte{a};
  bytes[5] = std::byte{b};
  bytes[6] = std::byte{c};
  return bytes;
}

TEST_CASE("a trie's walk goes bit by bit, and comes to longer prefixes before those that cover them") {
  const std::vector<Key> order = {key(16, 10, 0, 0),    key(8, 10, 0, 0),       key(24, 192, 168, 0),
                                  key(24, 192, 168, 1), key(24, 192, 168, 128), key(16, 192, 168, 0),
                                  key(0, 0, 0, 0)};
  for (std::size_t i = 0; i < order.size(); ++i)
    for (std::size_t j = 0; j < order.size(); ++j) {
      INFO(i << " after " << j);
      CHECK(follows(order[i], order[j]) == (i > j));
    }
}

TEST_CASE("a walk that begins again passes each key once") {
  PrefixOrder walk;
  CHECK(walk.pass(key(16, 10, 0, 0)));
  CHECK(walk.pass(key(8, 10, 0, 0)));
  CHECK_FALSE(walk.pass(key(16, 10, 0, 0)));
  CHECK_FALSE(walk.pass(key(8, 10, 0, 0)));
  CHECK(walk.pass(key(8, 11, 0, 0)));
}

}  // namespace
}  // namespace bpflens::kernel
