// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "btf/reduction.hpp"

#include <cstdint>

#include <doctest/doctest.h>

#include "btf/lossless.hpp"
#include "btf/numbers.hpp"
#include "btf/path.hpp"
#include "support/btf_blob.hpp"

namespace bpflens::btf {
namespace {

using test::BtfBlob;
using test::Bytes;

Shape resolved_shape(const BtfBlob& blob, int type) {
  const auto types = Types::parse(blob.bytes());
  REQUIRE(types);
  return *resolve(*types, static_cast<std::uint32_t>(type)).shape;
}

TEST_CASE("values of all CPUs are added up or their greatest taken, number by number") {
  BtfBlob blob;
  const int u32 = blob.integer("u32", 4);
  const int s16 = blob.integer("s16", 2, BTF_INT_SIGNED);
  const int text = blob.array(blob.integer("char", 1), 2);
  const int type = blob.structure(
      "counters", 16,
      {{"calls", u32, 0}, {"low", s16, 32}, {"name", text, 48}, {"ratio", blob.floating("double", 8), 64}});
  const Shape shape = resolved_shape(blob, type);
  Bytes values;
  values.put(5).put(std::int16_t{-7}).text("a", 2).put(0.5);
  values.put(-1).put(std::int16_t{3}).text("b", 2).put(0.25);
  std::vector<std::byte> result(16);
  Reduction(&shape, 16, Reduce::sum).apply(values.get(), 16, result);
  CHECK(result == Bytes().put(4).put(std::int16_t{-4}).text("a", 2).put(0.75).get());
  Reduction(&shape, 16, Reduce::greatest).apply(values.get(), 16, result);
  CHECK(result == Bytes().put(-1).put(std::int16_t{3}).text("a", 2).put(0.5).get());
}

TEST_CASE("values without bytes have nothing to add up") {
  const Reduction reduction(nullptr, 0, Reduce::sum);
  CHECK_FALSE(reduction.has_numbers());
  reduction.apply({}, 0, {});
}

TEST_CASE("without a type a value of a number's size is an unsigned number") {
  std::vector<std::byte> result(4);
  Reduction(nullptr, 4, Reduce::sum).apply(Bytes().put(1).put(0).put(2).put(0).get(), 8, result);
  CHECK(result == Bytes().put(3).get());
  CHECK_FALSE(Reduction(nullptr, 12, Reduce::sum).has_numbers());
}

TEST_CASE("bytes that no field tells of are noticed") {
  BtfBlob blob;
  const int u8 = blob.integer("u8", 1);
  const int u32 = blob.integer("u32", 4);
  const int padded = blob.structure("padded", 8, {{"a", u8, 0}, {"bits", u8, 8, 3}, {"b", u32, 32}});
  const Lossless lossless(resolved_shape(blob, padded), 8);
  CHECK(lossless.holds_for(Bytes().put(std::uint64_t{0xffffffff000007ff}).get()));
  CHECK_FALSE(lossless.holds_for(Bytes().put(std::uint64_t{0x0000000000000800}).get()));
  CHECK_FALSE(lossless.holds_for(Bytes().put(std::uint64_t{0x0000000001000000}).get()));
  const Lossless truth(resolved_shape(blob, blob.integer("_Bool", 1, BTF_INT_BOOL)), 1);
  CHECK(truth.holds_for(Bytes().put('\1').get()));
  CHECK_FALSE(truth.holds_for(Bytes().put('\2').get()));
  const Lossless number(resolved_shape(blob, blob.floating("double", 8)), 8);
  CHECK(number.holds_for(Bytes().put(0.1).get()));
  CHECK_FALSE(number.holds_for(Bytes().put(-0.0).get()));
}

TEST_CASE("parts of a value are found by name and index") {
  BtfBlob blob;
  const int u32 = blob.integer("u32", 4);
  const int inner = blob.structure("inner", 8, {{"a", u32, 0}, {"bits", u32, 32, 3}});
  const int anonymous = blob.choice("", 4, {{"x", u32, 0}});
  const int outer = blob.structure("outer", 20, {{"list", blob.array(inner, 2), 0}, {"", anonymous, 128}});
  const Shape shape = resolved_shape(blob, outer);
  CHECK(part_of(shape, "list[1].a").offset == 8);
  CHECK(part_of(shape, "list[1]").shape->top().size == 8);
  CHECK(part_of(shape, "x").offset == 16);
  CHECK(part_of(shape, "list[2]").problem == "'[2]' is no element of struct inner[2]");
  CHECK(part_of(shape, "list[1].bits").offset == 12);
  CHECK(part_of(shape, "list[1].bits").bits == 3);
  CHECK(part_of(shape, "nosuch").problem == "there is no 'nosuch' in struct outer: list");
}

TEST_CASE("numbers differ exactly, counters that wrapped have counted on") {
  const auto all = numbers_of(nullptr, sizeof(std::uint64_t));
  REQUIRE(all.size() == 1);
  const auto less = [&](std::uint64_t before, std::uint64_t after) {
    return difference(all[0], std::as_bytes(std::span(&before, 1)), std::as_bytes(std::span(&after, 1)));
  };
  CHECK(less(0, (std::uint64_t{1} << 53) + 1).whole == (std::int64_t{1} << 53) + 1);
  CHECK(less(UINT64_MAX, 2).whole == 3);
  CHECK(less(5, 3).number == -2.0);
  const std::byte high{0xfe};
  const std::byte low{0x01};
  CHECK(difference(numbers_of(nullptr, 1)[0], {&high, 1}, {&low, 1}).whole == 3);
  CHECK(difference(numbers_of(nullptr, 1)[0], {&low, 1}, {&high, 1}).whole == -3);
}

}  // namespace
}  // namespace bpflens::btf
