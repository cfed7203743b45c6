// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include "btf/declaration.hpp"
#include "btf/format.hpp"
#include "btf/plan.hpp"
#include "support/btf_blob.hpp"

namespace bpflens::btf {
namespace {

using test::Bytes;

struct OneName : AddressNames {
  std::string_view name(std::uint64_t address) override { return address == 0x1234 ? "do_\"it\"+0x4" : ""; }
};

// A value of one member with a format, as JSON.
std::string written(const std::string& type, const std::string& format, const std::vector<std::byte>& value) {
  Shape shape = *declared("struct { " + type + " }", nullptr).shape;
  if (const std::string problem = set_format(shape, "x", *format_named(format)); !problem.empty()) return problem;
  OneName names;
  const auto compiled = Plan::compile(shape, {.names = &names});
  Buffer out;
  compiled.plan->write(value, out);
  return std::string(out.text());
}

TEST_CASE("addresses are written as people write them") {
  const std::vector<std::byte> ten = Bytes().put(std::uint32_t{0x0100000a});
  CHECK(written("u32 x;", "ipv4", ten) == R"({"x":"10.0.0.1"})");
  CHECK(written("u8 x[4];", "ipv4", ten) == R"({"x":"10.0.0.1"})");
  CHECK(written("u8 x[16];", "ipv6", Bytes().put(std::uint16_t{0x0120}).zeros(13).put(std::uint8_t{1})) ==
        R"({"x":"2001::1"})");
  const Bytes mapped = Bytes().zeros(10).put(std::uint16_t{0xffff}).put(std::uint32_t{0x0100000a});
  CHECK(written("u32 x[4];", "ip", mapped) == R"({"x":"10.0.0.1"})");
  CHECK(written("u8 x[16];", "ip", Bytes().zeros(15).put(std::uint8_t{1})) == R"({"x":"::1"})");
  CHECK(written("u8 x[6];", "mac", Bytes().put(std::uint32_t{0x03020100}).put(std::uint16_t{0xff04})) ==
        R"({"x":"00:01:02:03:04:ff"})");
}

TEST_CASE("numbers in the network's order, in hex, as durations and as symbols") {
  CHECK(written("u16 x;", "be", Bytes().put(std::uint16_t{0x5000})) == R"({"x":80})");
  CHECK(written("u32 x;", "hex", Bytes().put(std::uint32_t{255})) == R"({"x":"0xff"})");
  CHECK(written("u8 x[3];", "hex", Bytes().put(std::uint16_t{0x0201}).put(std::uint8_t{3})) == R"({"x":"010203"})");
  CHECK(written("u64 x;", "symbol", Bytes().put(std::uint64_t{0x1234})) == R"({"x":"do_?it?+0x4"})");
  CHECK(written("u64 x;", "symbol", Bytes().put(std::uint64_t{0x99})) == R"({"x":"0x99"})");
  const auto duration = [](std::uint64_t ns) { return written("u64 x;", "duration", Bytes().put(ns)); };
  CHECK(duration(0) == R"({"x":"0ns"})");
  CHECK(duration(999) == R"({"x":"999ns"})");
  CHECK(duration(1234) == R"({"x":"1.234us"})");
  CHECK(duration(999'999'999) == R"({"x":"999.999ms"})");
  CHECK(duration(61'020'000'000) == R"({"x":"61.020s"})");
}

TEST_CASE("bytes can be text") { CHECK(written("u8 x[4];", "string", Bytes().text("ab", 4)) == R"({"x":"ab"})"); }

TEST_CASE("a format that doesn't fit is refused, and others of the same type keep theirs") {
  CHECK(written("u16 x;", "ipv4", {}) == "'x' has 2 bytes, not 4");
  CHECK(written("u8 x[16];", "be", {}) == "'x' is no number of up to 8 bytes");
  CHECK(written("u32 x;", "string", {}) == "'x' is no array of bytes");
  CHECK(written("u32 y;", "ipv4", {}).starts_with("there is no member 'x'"));
  const Bytes two = Bytes().put(std::uint32_t{1}).put(std::uint32_t{1});
  CHECK(written("u32 x; u32 y;", "ipv4", two) == R"({"x":"1.0.0.0","y":1})");
  CHECK_FALSE(format_named("nosuch"));
}

}  // namespace
}  // namespace bpflens::btf
