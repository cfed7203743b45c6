// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "object/embedded.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>

#include "support/fixtures.hpp"

namespace bpflens::test {
namespace {

using object::EmbeddedObject;

std::vector<std::byte> filled(std::size_t size) { return std::vector<std::byte>(size, std::byte{0x55}); }

TEST_CASE("objects inside a file are found with their lengths, wherever they begin") {
  const auto first = fixture_bytes("two_programs");
  const auto second = fixture_bytes("legacy_maps");
  auto file = filled(101);
  file.insert(file.end(), first.begin(), first.end());
  file.insert(file.end(), second.begin(), second.end());
  file.resize(file.size() + 1000);
  CHECK(object::embedded_objects(file) ==
        std::vector<EmbeddedObject>{{101, first.size()}, {101 + first.size(), second.size()}});
}

TEST_CASE("a file that is an object has none inside, and neither has one that only looks so") {
  const auto whole = fixture_bytes("two_programs");
  CHECK(object::embedded_objects(whole).empty());
  auto cut = filled(8);
  cut.insert(cut.end(), whole.begin(), whole.end() - 1);  // the last part lies outside
  CHECK(object::embedded_objects(cut).empty());
  auto other = filled(8);
  other.insert(other.end(), whole.begin(), whole.end());
  other[8 + offsetof(Elf64_Ehdr, e_machine)] = std::byte{EM_X86_64};
  CHECK(object::embedded_objects(other).empty());
  CHECK(object::embedded_objects({}).empty());
}

}  // namespace
}  // namespace bpflens::test
