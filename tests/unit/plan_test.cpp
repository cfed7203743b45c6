// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "btf/plan.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

#include "support/btf_blob.hpp"

namespace bpflens::btf {
namespace {

using test::BtfBlob;
using test::Bytes;

std::string problem_of(const BtfBlob& blob, int type) {
  const auto types = Types::parse(blob.bytes());
  REQUIRE(types);
  return resolve(*types, static_cast<std::uint32_t>(type)).problem;
}

std::string text_of(const BtfBlob& blob, int type, const std::vector<std::byte>& value, const Style& style = {}) {
  const auto types = Types::parse(blob.bytes());
  REQUIRE(types);
  const Resolved resolved = resolve(*types, static_cast<std::uint32_t>(type));
  REQUIRE_MESSAGE(resolved.shape, resolved.problem);
  const auto compiled = Plan::compile(*resolved.shape, style);
  REQUIRE(compiled.plan);
  REQUIRE(compiled.plan->size() <= value.size());
  Buffer out;
  compiled.plan->write(value, out);
  return std::string(out.text());
}

template <class Number>
std::string integer_text(int encoding, Number number) {
  BtfBlob blob;
  return text_of(blob, blob.integer("number", sizeof number, encoding), Bytes().put(number));
}

TEST_CASE("integers of every size and sign are exact") {
  CHECK(integer_text(0, std::uint8_t{255}) == "255");
  CHECK(integer_text(BTF_INT_SIGNED, std::int8_t{-128}) == "-128");
  CHECK(integer_text(0, std::uint16_t{65535}) == "65535");
  CHECK(integer_text(BTF_INT_SIGNED, std::int16_t{-2}) == "-2");
  CHECK(integer_text(0, std::uint32_t{4294967295}) == "4294967295");
  CHECK(integer_text(BTF_INT_SIGNED, std::int32_t{-7}) == "-7");
  CHECK(integer_text(0, std::numeric_limits<std::uint64_t>::max()) == "18446744073709551615");
  CHECK(integer_text(BTF_INT_SIGNED, std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
}

TEST_CASE("integers beyond what a double holds are quoted where that is wanted, and others are not") {
  BtfBlob blob;
  const int u64 = blob.integer("u64", 8);
  const int s64 = blob.integer("s64", 8, BTF_INT_SIGNED);
  const int pair = blob.structure("pair", 16, {{"u", u64, 0}, {"s", s64, 64}});
  const Style quoted{.string_integers = true};
  const auto text = [&](std::uint64_t u, std::int64_t s) { return text_of(blob, pair, Bytes().put(u).put(s), quoted); };
  CHECK(text(9007199254740992, -9007199254740992) == R"({"u":9007199254740992,"s":-9007199254740992})");
  CHECK(text(9007199254740993, -9007199254740993) == R"({"u":"9007199254740993","s":"-9007199254740993"})");
  CHECK(text(~std::uint64_t{0}, 0) == R"({"u":"18446744073709551615","s":0})");
}

TEST_CASE("values too long to make room for at once are written all the same") {
  BtfBlob blob;
  const int u32 = blob.integer("u32", 4);
  const int many = blob.array(blob.structure("s", 4, {{"number", u32, 0}}), 20000);
  Bytes value;
  std::string expected = "[";
  for (std::uint32_t i = 0; i < 20000; ++i) {
    value.put(i * 7);
    expected += (i == 0 ? "{\"number\":" : ",{\"number\":") + std::to_string(i * 7) + "}";
  }
  CHECK(text_of(blob, many, value) == expected + "]");
}

TEST_CASE("128 bits are a string of hex digits") {
  BtfBlob blob;
  const int wide = blob.integer("__int128", 16, BTF_INT_SIGNED);
  CHECK(text_of(blob, wide, Bytes().put(std::uint64_t{0x1f}).put(std::uint64_t{0})) == R"("0x1f")");
  CHECK(text_of(blob, wide, Bytes().put(std::uint64_t{0x1f}).put(std::uint64_t{0xa})) == R"("0xa000000000000001f")");
}

TEST_CASE("bool, characters and pointers have forms of their own") {
  BtfBlob blob;
  const int truth = blob.integer("_Bool", 1, BTF_INT_BOOL);
  const int character = blob.integer("char", 1, BTF_INT_CHAR);
  CHECK(text_of(blob, truth, Bytes().put('\1')) == "true");
  CHECK(text_of(blob, truth, Bytes().put('\0')) == "false");
  CHECK(text_of(blob, character, Bytes().put('a')) == R"("a")");
  CHECK(text_of(blob, character, Bytes().put('"')) == R"("\"")");
  CHECK(text_of(blob, character, Bytes().put('\n')) == "10");
  CHECK(text_of(blob, blob.pointer(0), Bytes().put(std::uint64_t{0xffff800012345678})) == R"("0xffff800012345678")");
}

TEST_CASE("floating-point numbers are JSON numbers, and strings where JSON has none") {
  BtfBlob blob;
  const int half = blob.floating("_Float16", 2);
  const int single = blob.floating("float", 4);
  const int twice = blob.floating("double", 8);
  CHECK(text_of(blob, half, Bytes().put(std::uint16_t{0x3e00})) == "1.5");
  CHECK(text_of(blob, half, Bytes().put(std::uint16_t{0xc000})) == "-2");
  CHECK(text_of(blob, single, Bytes().put(0.1F)) == "0.1");
  CHECK(text_of(blob, twice, Bytes().put(-2.5e300)) == "-2.5e+300");
  CHECK(text_of(blob, twice, Bytes().put(std::numeric_limits<double>::infinity())) == R"("inf")");
  CHECK(text_of(blob, twice, Bytes().put(std::numeric_limits<double>::quiet_NaN())) == R"("nan")");
  CHECK(text_of(blob, blob.floating("long double", 16), Bytes().put(1.25L)) == "1.25");
}

TEST_CASE("enumerations are names, and numbers where they have none") {
  BtfBlob blob;
  const int color = blob.enumeration("color", 4, {{"RED", 0}, {"GREEN", 5}, {"BLUE", -2}});
  CHECK(text_of(blob, color, Bytes().put(5)) == R"("GREEN")");
  CHECK(text_of(blob, color, Bytes().put(-2)) == R"("BLUE")");
  CHECK(text_of(blob, color, Bytes().put(-3)) == "-3");
  const int tiny = blob.enumeration("tiny", 1, {{"ON", 1}, {"ALL", 255}});
  CHECK(text_of(blob, tiny, Bytes().put(std::uint8_t{255})) == R"("ALL")");
  const int big = blob.enumeration64("big", false, {{"HUGE_ONE", 0x1234567890}});
  CHECK(text_of(blob, big, Bytes().put(std::uint64_t{0x1234567890})) == R"("HUGE_ONE")");
  CHECK(text_of(blob, big, Bytes().put(std::uint64_t{7})) == "7");
}

TEST_CASE("arrays nest, and arrays of char are strings when they hold one") {
  BtfBlob blob;
  const int byte = blob.integer("unsigned char", 1);
  const int character = blob.integer("char", 1, BTF_INT_SIGNED);
  const int text = blob.array(character, 4);
  CHECK(text_of(blob, blob.array(blob.array(byte, 2), 2), Bytes().put(0x04030201)) == "[[1,2],[3,4]]");
  CHECK(text_of(blob, text, Bytes().text("a\"\\", 4)) == R"("a\"\\")");
  CHECK(text_of(blob, text, Bytes().text("", 4)) == R"("")");
  CHECK(text_of(blob, text, Bytes().text("abcd", 4)) == "[97,98,99,100]");
  CHECK(text_of(blob, text, Bytes().put(0x00ff4100)) == R"("")");
  CHECK(text_of(blob, text, Bytes().put(0x00ff4100), {.exact = true}) == "[0,65,-1,0]");
  CHECK(text_of(blob, blob.array(text, 2), Bytes().text("one", 4).text("two", 4)) == R"(["one","two"])");
  CHECK(text_of(blob, blob.array(byte, 0), {}) == "[]");
}

TEST_CASE("structs, unions and typedefs nest") {
  BtfBlob blob;
  const int u32 = blob.alias("__u32", blob.integer("unsigned int", 4));
  const int u8 = blob.integer("unsigned char", 1);
  const int both = blob.choice("both", 4, {{"word", u32, 0}, {"bytes", blob.array(u8, 4), 0}});
  const int inner = blob.constant(blob.is_volatile(blob.structure("inner", 8, {{"a", u32, 0}, {"b", both, 32}})));
  const int outer = blob.structure("outer", 20, {{"list", blob.array(inner, 2), 0}, {"last", u8, 128}});
  CHECK(text_of(blob, outer, Bytes().put(1).put(2).put(3).put(4).put(5)) ==
        R"({"list":[{"a":1,"b":{"word":2,"bytes":[2,0,0,0]}},{"a":3,"b":{"word":4,"bytes":[4,0,0,0]}}],"last":5})");
  CHECK(text_of(blob, blob.structure("empty", 0, {}), {}) == "{}");
}

TEST_CASE("bitfields are numbers with their sign, names, and in bpftool's form hex digits") {
  BtfBlob blob;
  const int u32 = blob.integer("unsigned int", 4);
  const int s32 = blob.integer("int", 4, BTF_INT_SIGNED);
  const int u64 = blob.integer("unsigned long long", 8);
  const int color = blob.enumeration("color", 4, {{"RED", 0}, {"GREEN", 5}});
  const int truth = blob.integer("_Bool", 1, BTF_INT_BOOL);
  const int fields = blob.structure("fields", 16,
                                    {{"a", u32, 0, 3},
                                     {"b", s32, 3, 5},
                                     {"c", u64, 8, 40},
                                     {"d", color, 48, 4},
                                     {"e", truth, 52, 1},
                                     {"f", u64, 61, 64}});
  Bytes value;
  value.put(std::uint64_t{0xa0159988776655'8bU}).put(std::uint64_t{0});
  CHECK(text_of(blob, fields, value) == R"({"a":3,"b":-15,"c":659419522645,"d":"GREEN","e":true,"f":5})");
  CHECK(text_of(blob, fields, value, {.bpftool = true}) ==
        R"({"a":"0x3","b":"0x11","c":"0x9988776655","d":"0x5","e":"0x1","f":"0x5"})");
}

TEST_CASE("members of anonymous structs stand beside the others, in bpftool's form below an empty name") {
  BtfBlob blob;
  const int u32 = blob.integer("unsigned int", 4);
  const int anonymous = blob.structure("", 8, {{"x", u32, 0}, {"y", u32, 32}});
  const int outer = blob.structure("outer", 12, {{"a", u32, 0}, {"", anonymous, 32}});
  CHECK(text_of(blob, outer, Bytes().put(1).put(2).put(3)) == R"({"a":1,"x":2,"y":3})");
  CHECK(text_of(blob, outer, Bytes().put(1).put(2).put(3), {.bpftool = true}) == R"({"a":1,"":{"x":2,"y":3}})");
}

TEST_CASE("a flexible array takes what the value has beyond its type") {
  BtfBlob blob;
  const int u32 = blob.integer("unsigned int", 4);
  const int outer = blob.structure("outer", 4, {{"count", u32, 0}, {"items", blob.array(u32, 0), 32}});
  CHECK(text_of(blob, outer, Bytes().put(2)) == R"({"count":2,"items":[]})");
  CHECK(text_of(blob, outer, Bytes().put(2).put(7).put(8).put('x')) == R"({"count":2,"items":[7,8]})");
}

TEST_CASE("a data section is its variables by name") {
  BtfBlob blob;
  const int u32 = blob.integer("unsigned int", 4);
  const int data = blob.section(".data", 8, {{"counter", u32, 0}, {"limit", u32, 32}});
  CHECK(text_of(blob, data, Bytes().put(7).put(9)) == R"({".data":[{"counter":7},{"limit":9}]})");
}

TEST_CASE("pretty values are indented, arrays of scalars stay on a line") {
  BtfBlob blob;
  const int u32 = blob.integer("unsigned int", 4);
  const int inner = blob.structure("inner", 4, {{"a", u32, 0}});
  const int outer = blob.structure("outer", 16, {{"list", blob.array(inner, 2), 0}, {"pair", blob.array(u32, 2), 64}});
  CHECK(text_of(blob, outer, Bytes().put(1).put(2).put(3).put(4), {.pretty = true, .indent = 4}) ==
        "{\n"
        "        \"list\": [\n"
        "            {\n"
        "                \"a\": 1\n"
        "            },\n"
        "            {\n"
        "                \"a\": 2\n"
        "            }\n"
        "        ],\n"
        "        \"pair\": [3, 4]\n"
        "    }");
}

TEST_CASE("malformed types have no shape, and the reason names them") {
  BtfBlob blob;
  const int u32 = blob.integer("unsigned int", 4);
  CHECK(problem_of(blob, 0) == "void has no value");
  CHECK(problem_of(blob, 99) == "there is no BTF type 99");
  CHECK(problem_of(blob, blob.forward("later")) == "BTF type 2 is of a kind (7) that has no value");
  CHECK(problem_of(blob, blob.structure("outside", 4, {{"a", u32, 8}})) == "member 'a' doesn't fit into BTF type 3");
  CHECK(problem_of(blob, blob.structure("itself", 4, {{"a", 4, 0}})) == "BTF type 4 contains itself");
  CHECK(problem_of(blob, blob.alias("loop", 5)) == "BTF type 5 is behind too many qualifiers");
  int nested = u32;
  for (int i = 0; i < 80; ++i) nested = blob.array(nested, 1);
  CHECK(problem_of(blob, nested) == "types are nested deeper than 64");
  CHECK(problem_of(blob, blob.array(blob.array(u32, 65536), 65536)).ends_with("is larger than 1 GiB"));
}

TEST_CASE("types that hold one another twice and have no size are refused, not walked for ever") {
  BtfBlob blob;
  int empty = blob.structure("empty", 0, {});
  for (int depth = 0; depth < 40; ++depth)
    empty = blob.structure("e" + std::to_string(depth), 0, {{"a", empty, 0}, {"b", empty, 0}});
  CHECK(problem_of(blob, empty).ends_with("has more than a million fields"));
}

TEST_CASE("names with quotes don't break the JSON") {
  BtfBlob blob;
  const int u32 = blob.integer("unsigned int", 4);
  CHECK(text_of(blob, blob.section(".da\"ta", 4, {{"x", u32, 0}}), Bytes().put(1)) == R"({".da\"ta":[{"x":1}]})");
}

}  // namespace
}  // namespace bpflens::btf
