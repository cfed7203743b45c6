// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "object/upgrade.hpp"

#include <doctest/doctest.h>

#include <random>

#include "object/legacy_maps.hpp"
#include "support/fixtures.hpp"

namespace bpflens::test {
namespace {

using object::Image;
using object::LegacyMap;
using object::Problem;
using object::Upgrade;

Image image_of(const std::vector<std::byte>& bytes) {
  auto read = Image::read(bytes);
  REQUIRE(std::holds_alternative<Image>(read));
  return std::get<Image>(read);
}

Upgrade upgraded(const std::vector<std::byte>& bytes) {
  auto result = object::upgrade(image_of(bytes));
  REQUIRE(std::holds_alternative<Upgrade>(result));
  return std::get<Upgrade>(std::move(result));
}

TEST_CASE("legacy maps are read with the fields of their kind") {
  const auto bytes = fixture_bytes("legacy_iproute2");
  const Image image = image_of(bytes);
  const auto found = object::legacy_maps(image);
  REQUIRE(std::holds_alternative<std::vector<LegacyMap>>(found));
  const auto& maps = std::get<std::vector<LegacyMap>>(found);
  REQUIRE(maps.size() == 2);
  CHECK(maps[0].name == "inner_counts");
  CHECK(maps[0].id == 17);
  CHECK(maps[1].inner == 0);
}

TEST_CASE("an upgraded object keeps its code, relocations and line information, and has its maps in .maps") {
  const auto bytes = fixture_bytes("legacy_maps");
  const Upgrade upgrade = upgraded(bytes);
  const Image before = image_of(bytes);
  const Image after = image_of(upgrade.file);
  const auto same = [&](std::string_view name) {
    const auto a = before.section(name)->bytes;
    const auto b = after.section(name)->bytes;
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
  };
  for (const char* name : {"socket1", ".relsocket1", ".BTF.ext", "license"}) CHECK(same(name));
  CHECK(after.section("maps") == nullptr);
  REQUIRE(after.section(".maps") != nullptr);
  CHECK(after.section(".maps")->bytes.size() == 72);  // nine numbers
  CHECK(after.symbols().size() == before.symbols().size());
}

TEST_CASE("upgrading twice is upgrading once, and an object of today is left alone") {
  CHECK(upgraded(upgraded(fixture_bytes("legacy_maps")).file).file.empty());
  CHECK(upgraded(fixture_bytes("two_programs")).file.empty());
}

TEST_CASE("what was upgraded is told by name") {
  CHECK(object::summary(upgraded(fixture_bytes("legacy_maps"))) == "upgraded 2 legacy maps (hash_map, counts)");
  CHECK(object::summary({.maps = {"one"}}) == "upgraded 1 legacy map (one)");
  CHECK(object::summary({}) == "");
}

TEST_CASE("section names of old loaders mean what they meant there") {
  CHECK(object::modern_section("socket1") == "socket");
  CHECK(object::modern_section("classifier/ingress") == "classifier");
  CHECK(object::modern_section("xdp_filter") == "xdp");
  CHECK(object::modern_section("lirc_mode2/rc_mm") == "lirc_mode2");
  CHECK(object::modern_section("cgroup/skb") == "cgroup/skb");
  CHECK(object::modern_section("xdpfilter") == "");
  CHECK(object::modern_section("my_own_name") == "");
}

// Reads and upgrades whatever these bytes are; the sanitizers see what it touches.
void survive(const std::vector<std::byte>& bytes) {
  const auto read = Image::read(bytes);
  if (const auto* image = std::get_if<Image>(&read)) object::upgrade(*image);
}

TEST_CASE("an object cut off anywhere is an error, not a crash") {
  const auto whole = fixture_bytes("legacy_iproute2");
  for (std::size_t size = 0; size < whole.size(); size += 7)
    survive({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)});
}

TEST_CASE("an object with wild numbers anywhere is an error, not a crash") {
  std::mt19937 random(1);
  for (const char* name : {"legacy_maps", "legacy_iproute2", "legacy_named_sections"}) {
    const auto whole = fixture_bytes(name);
    for (int round = 0; round < 3000; ++round) {
      auto bytes = whole;
      for (int change = 0; change < 4; ++change)
        bytes[random() % bytes.size()] = static_cast<std::byte>(random() % 3 == 0 ? 0xff : random());
      survive(bytes);
    }
  }
}

}  // namespace
}  // namespace bpflens::test
