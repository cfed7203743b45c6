// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "btf/declaration.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>

#include "btf/blob.hpp"
#include "btf/encode.hpp"
#include "btf/plan.hpp"
#include "support/btf_blob.hpp"

namespace bpflens::btf {
namespace {

Shape shape_of(const std::string& text, const Types* known = nullptr) {
  auto resolved = declared(text, known);
  REQUIRE_MESSAGE(resolved.shape, resolved.problem);
  return *resolved.shape;
}

std::string problem_of(const std::string& text) { return declared(text, nullptr).problem; }

// "name@bit offset" of each member, with ":bits" for bitfields.
std::string places(const Shape& shape) {
  std::string text;
  for (const Member& member : shape.top().members) {
    text += (text.empty() ? "" : " ") + member.name + "@" + std::to_string(member.bit_offset);
    if (member.bits != 0) text += ":" + std::to_string(member.bits);
  }
  return text;
}

std::string written(const Shape& shape, const std::vector<std::byte>& bytes) {
  const auto compiled = Plan::compile(shape, {});
  REQUIRE(compiled.plan);
  Buffer out;
  compiled.plan->write(bytes, out);
  return std::string(out.text());
}

TEST_CASE("scalars have the sizes and signs that C gives them") {
  struct Case {
    const char* text;
    std::uint64_t size;
    bool is_signed;
  };
  for (const Case& c : {Case{"u8", 1, false}, Case{"__s16", 2, true}, Case{"uint32_t", 4, false}, Case{"int", 4, true},
                        Case{"unsigned", 4, false}, Case{"unsigned long int", 8, false}, Case{"long long", 8, true},
                        Case{"short", 2, true}, Case{"unsigned char", 1, false}, Case{"__int128", 16, true},
                        Case{"const volatile __be32", 4, false}, Case{"size_t", 8, false}, Case{"u128", 16, false}}) {
    INFO(c.text);
    const Shape shape = shape_of(c.text);
    CHECK(shape.top().size == c.size);
    CHECK(shape.top().is_signed == c.is_signed);
    CHECK_FALSE(shape.top().is_text);
  }
  CHECK(shape_of("bool").top().kind == Kind::boolean);
  CHECK(shape_of("double").top().kind == Kind::floating);
  CHECK(shape_of("void *").top().kind == Kind::pointer);
  CHECK(shape_of("char").top().is_text);
}

TEST_CASE("members are placed as a compiler places them") {
  struct Real {
    std::uint8_t a;
    std::uint64_t b;
    std::uint16_t c[3];
    std::uint8_t d;
  };
  const Shape shape = shape_of("struct real { u8 a; u64 b; u16 c[3]; u8 d; }");
  CHECK(shape.top().size == sizeof(Real));
  CHECK(shape.top().name == "struct real");
  CHECK(places(shape) == "a@0 b@" + std::to_string(offsetof(Real, b) * 8) + " c@" +
                             std::to_string(offsetof(Real, c) * 8) + " d@" + std::to_string(offsetof(Real, d) * 8));
  CHECK(shape_of("struct { u8 a; u64 b; } packed").top().size == 9);
  CHECK(shape_of("struct __attribute__((packed)) { u8 a; u64 b; }").top().size == 9);
  CHECK(shape_of("union { u8 a; u64 b; u16 c; }").top().size == 8);
  CHECK(places(shape_of("union { u8 a; u64 b; }")) == "a@0 b@0");
  CHECK(places(shape_of("struct { u32 a : 3, b : 29, c : 1; u8 : 4; bool d : 1; }")) == "a@0:3 b@3:29 c@32:1 d@37:1");
  CHECK(shape_of("struct { int x, *y, z[2][3]; }").top().size == 40);
}

TEST_CASE("declared values are read and written") {
  const Shape shape = shape_of(
      "struct { enum { RED, GREEN = 5, BLUE } color; struct { u16 low, high; }; char name[8]; u8 t[2][2]; u32 rest[]; "
      "}");
  CHECK(shape.top().size == 20);
  std::vector<std::byte> bytes(28);
  CHECK(encode_word(shape, R"({"color":"BLUE","low":1,"high":2,"name":"abc","t":[[1,2],[3,4]]})", bytes, "value") ==
        "");
  CHECK(written(shape, bytes) == R"({"color":"BLUE","low":1,"high":2,"name":"abc","t":[[1,2],[3,4]],"rest":[0,0]})");
}

TEST_CASE("names are looked for in the BTF that is at hand") {
  test::BtfBlob blob;
  const int u32 = blob.integer("u32", 4);
  blob.alias("port_t", blob.structure("port", 8, {{"number", u32, 0}, {"zone", u32, 32}}));
  const auto types = Types::parse(blob.bytes());
  REQUIRE(types);
  const Shape shape = shape_of("struct { u8 a; struct port from; port_t to[2]; }", &*types);
  CHECK(shape.top().size == 28);
  CHECK(places(shape) == "a@0 from@32 to@96");
  CHECK(declared("struct nosuch", &*types).problem == "'struct nosuch' is no type");
}

TEST_CASE("what is no type is refused with its place") {
  CHECK(problem_of("") == "a type is missing at the end");
  CHECK(problem_of("u33") == "'u33' is no type of C's or the kernel's: declare it, or name a file with --btf");
  CHECK(problem_of("struct { u32 a }") == "';' is missing before '}'");
  CHECK(problem_of("struct { u32 a;") == "'}' is missing at the end");
  CHECK(problem_of("struct { u32; }") == "a member has no name");
  CHECK(problem_of("struct { u32 a; u8 a; }") == "there are two members 'a'");
  CHECK(problem_of("struct { u32 a : 33; }") == "'a' can't be a bitfield of 33 bits");
  CHECK(problem_of("u32[x]") == "'x' is no number");
  CHECK(problem_of("u64[4294967295]") == "the type is larger than 1 GiB");
  CHECK(problem_of("u32 u32") == "'u32' is too much");
  CHECK(problem_of("void") == "void has no value");
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += "struct { ";
  CHECK(problem_of(deep) == "types are nested deeper than 32");
}

TEST_CASE("BTF made of a declaration says the same as the declaration") {
  const Shape key = shape_of("u32");
  const Shape value = shape_of(
      "struct event { enum color { RED, MINUS = -2 } color; u64 count; struct { u8 low : 4, high : 4; }; bool flag;"
      " char name[6]; union { float f; s32 i; } either; double d; void *at; __int128 wide; }");
  const auto blob = blob_of(&key, &value);
  REQUIRE(blob);
  const auto types = Types::parse(blob->bytes);
  REQUIRE(types);
  const auto again_key = resolve(*types, blob->key);
  const auto again = resolve(*types, blob->value);
  REQUIRE_MESSAGE(again.shape, again.problem);
  CHECK(again_key.shape->top().size == 4);
  CHECK(again.shape->top().size == value.top().size);
  std::vector<std::byte> bytes(value.top().size);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(i * 37 % 113);
  CHECK(written(*again.shape, bytes) == written(value, bytes));
  const Shape odd{.nodes = {{.kind = Kind::integer, .name = "x", .size = 4, .bits = 7}}, .root = 0};
  CHECK_FALSE(blob_of(nullptr, &odd));
}

}  // namespace
}  // namespace bpflens::btf
