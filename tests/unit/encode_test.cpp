// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "btf/encode.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <random>

#include "btf/plan.hpp"
#include "btf/quick_read.hpp"
#include "support/btf_blob.hpp"

namespace bpflens::btf {
namespace {

using test::BtfBlob;
using test::Bytes;
using Json = nlohmann::ordered_json;

Shape shape_of(const BtfBlob& blob, int type) {
  const auto types = Types::parse(blob.bytes());
  REQUIRE(types);
  auto resolved = resolve(*types, static_cast<std::uint32_t>(type));
  REQUIRE_MESSAGE(resolved.shape, resolved.problem);
  return *resolved.shape;
}

// The bytes that a word stands for, or the reason why it stands for none.
struct Encoded {
  std::vector<std::byte> bytes;
  std::string problem;
};

Encoded encoded(const BtfBlob& blob, int type, const std::string& word) {
  const Shape shape = shape_of(blob, type);
  Encoded result{std::vector<std::byte>(shape.top().size), ""};
  result.problem = encode_word(shape, word, result.bytes, "value");
  return result;
}

std::string decoded(const Shape& shape, const std::vector<std::byte>& bytes, bool bpftool) {
  const auto compiled = Plan::compile(shape, {.bpftool = bpftool, .exact = true});
  REQUIRE(compiled.plan);
  Buffer out;
  compiled.plan->write(bytes, out);
  return std::string(out.text());
}

TEST_CASE("integers are range-checked, and hex digits tell of bits") {
  BtfBlob blob;
  const int u8 = blob.integer("u8", 1);
  const int s8 = blob.integer("s8", 1, BTF_INT_SIGNED);
  const int u64 = blob.integer("u64", 8);
  const int s128 = blob.integer("__int128", 16, BTF_INT_SIGNED);
  CHECK(encoded(blob, u8, "255").bytes == Bytes().put(std::uint8_t{255}).get());
  CHECK(encoded(blob, s8, "-128").bytes == Bytes().put(std::int8_t{-128}).get());
  CHECK(encoded(blob, s8, "0xff").bytes == Bytes().put(std::int8_t{-1}).get());
  CHECK(encoded(blob, u64, "18446744073709551615").bytes == Bytes().put(~std::uint64_t{0}).get());
  CHECK(encoded(blob, s128, "-1").bytes == Bytes().put(~std::uint64_t{0}).put(~std::uint64_t{0}).get());
  CHECK(encoded(blob, s128, "36893488147419103232").bytes == Bytes().put(std::uint64_t{0}).put(std::uint64_t{2}).get());
  CHECK(encoded(blob, u8, "256").problem == "value: 256 doesn't fit into u8 (0 to 255)");
  CHECK(encoded(blob, u8, "-1").problem == "value: -1 doesn't fit into u8 (0 to 255)");
  CHECK(encoded(blob, s8, "128").problem == "value: 128 doesn't fit into s8 (-128 to 127)");
  CHECK(encoded(blob, u64, "18446744073709551616").problem ==
        "value: 18446744073709551616 doesn't fit into u64 (0 to 18446744073709551615)");
  CHECK(encoded(blob, u8, "1.5").problem == "value: 1.5 is no integer");
  CHECK(encoded(blob, u8, "many").problem == "value: \"many\" is no integer");
  CHECK(encoded(blob, u8, "true").problem == "value: true is no integer");
}

TEST_CASE("bool, characters, pointers and floating-point numbers are taken as they are written") {
  BtfBlob blob;
  const int truth = blob.integer("_Bool", 1, BTF_INT_BOOL);
  CHECK(encoded(blob, truth, "true").bytes == Bytes().put('\1').get());
  CHECK(encoded(blob, truth, "0").bytes == Bytes().put('\0').get());
  CHECK(encoded(blob, truth, "2").problem == "value: 2 is neither true nor false");
  CHECK(encoded(blob, blob.integer("char", 1, BTF_INT_CHAR), "\"x\"").bytes == Bytes().put('x').get());
  CHECK(encoded(blob, blob.pointer(0), "\"0xffff800012345678\"").bytes ==
        Bytes().put(std::uint64_t{0xffff800012345678}).get());
  CHECK(encoded(blob, blob.floating("float", 4), "0.1").bytes == Bytes().put(0.1F).get());
  CHECK(encoded(blob, blob.floating("double", 8), "-3").bytes == Bytes().put(-3.0).get());
  CHECK(encoded(blob, blob.floating("float", 4), "1e300").problem == "value: the number doesn't fit into float");
}

TEST_CASE("enumerations take names and numbers, and an unknown name lists the known ones") {
  BtfBlob blob;
  const int color = blob.enumeration("color", 4, {{"RED", 0}, {"BLUE", -2}});
  CHECK(encoded(blob, color, "BLUE").bytes == Bytes().put(-2).get());
  CHECK(encoded(blob, color, "\"RED\"").bytes == Bytes().put(0).get());
  CHECK(encoded(blob, color, "-9").bytes == Bytes().put(-9).get());
  CHECK(encoded(blob, color, "GREY").problem == "value: \"GREY\" is not in enum color: RED, BLUE");
}

TEST_CASE("problems name the field") {
  BtfBlob blob;
  const int u8 = blob.integer("u8", 1);
  const int text = blob.array(blob.integer("char", 1), 4);
  const int inner = blob.structure("inner", 2, {{"a", u8, 0}, {"bits", u8, 8, 3}});
  const int outer = blob.structure("outer", 8, {{"list", blob.array(inner, 2), 0}, {"name", text, 32}});
  CHECK(encoded(blob, outer, R"({"list":[{},{"a":300}]})").problem ==
        "value.list[1].a: 300 doesn't fit into u8 (0 to 255)");
  CHECK(encoded(blob, outer, R"({"list":[{"bits":8}]})").problem ==
        "value.list[0].bits: 8 doesn't fit into 3 bits of u8 (0 to 7)");
  CHECK(encoded(blob, outer, R"({"list":[{"x":8}]})").problem ==
        "value.list[0]: there is no field 'x' in struct inner: a, bits");
  CHECK(encoded(blob, outer, R"({"list":[{},{},{}]})").problem == "value.list: 3 elements given, there are 2");
  CHECK(encoded(blob, outer, R"({"name":"abcde"})").problem ==
        "value.name: text of 5 bytes given, there is room for 4");
  CHECK(encoded(blob, outer, "7").problem == "value: 7 is no object with the fields list, name");
  CHECK(encoded(blob, outer, "{list:1}").problem == "value: '{list:1}' is not valid JSON");
}

TEST_CASE("a word is text where text is wanted") {
  BtfBlob blob;
  const int text = blob.array(blob.integer("char", 1), 8);
  CHECK(encoded(blob, text, "eth0").bytes == Bytes().text("eth0", 8).get());
  CHECK(encoded(blob, text, "\"eth0\"").bytes == Bytes().text("eth0", 8).get());
  CHECK(encoded(blob, text, "42").bytes == Bytes().text("42", 8).get());
  CHECK(encoded(blob, text, "[1,2]").bytes == Bytes().put(std::uint64_t{0x0201}).get());
}

TEST_CASE("members of anonymous structs and variables of sections are found by name") {
  BtfBlob blob;
  const int u32 = blob.integer("u32", 4);
  const int anonymous = blob.choice("", 4, {{"x", u32, 0}, {"y", u32, 0}});
  const int outer = blob.structure("outer", 8, {{"a", u32, 0}, {"", anonymous, 32}});
  CHECK(encoded(blob, outer, R"({"a":1,"y":2})").bytes == Bytes().put(1).put(2).get());
  CHECK(encoded(blob, outer, R"({"a":1,"":{"x":2}})").bytes == Bytes().put(1).put(2).get());
  const int data = blob.section(".data", 8, {{"counter", u32, 0}, {"limit", u32, 32}});
  CHECK(encoded(blob, data, R"({"limit":9})").bytes == Bytes().put(0).put(9).get());
  CHECK(encoded(blob, data, R"({".data":[{"counter":7},{"limit":9}]})").bytes == Bytes().put(7).put(9).get());
}

TEST_CASE("a flexible array takes elements as long as there are bytes") {
  BtfBlob blob;
  const int u16 = blob.integer("u16", 2);
  const Shape shape =
      shape_of(blob, blob.structure("s", 4, {{"n", blob.integer("u32", 4), 0}, {"rest", blob.array(u16, 0), 32}}));
  std::vector<std::byte> bytes(9);
  CHECK(encode_word(shape, R"({"n":1,"rest":[2,3]})", bytes, "value") == "");
  CHECK(bytes == Bytes().put(1).put(std::uint16_t{2}).put(std::uint16_t{3}).zeros(1).get());
  CHECK(encode_word(shape, R"({"rest":[1,2,3]})", bytes, "value") == "value.rest: 3 elements given, there are 2");
}

// Structs of random fields without padding, so that their bytes are their fields.
class RandomStruct {
 public:
  explicit RandomStruct(unsigned seed) : random_(seed) {
    for (const std::size_t size : {1UL, 2UL, 4UL, 8UL, 16UL})
      for (int encoding : {0, BTF_INT_SIGNED})
        scalars_.push_back({blob.integer("int" + std::to_string(size), size, encoding), size});
    scalars_.push_back({blob.pointer(0), 8});
    scalars_.push_back({blob.integer("char", 1, BTF_INT_CHAR | BTF_INT_SIGNED), 1});
    scalars_.push_back({blob.enumeration("color", 4, {{"RED", 0}, {"GREEN", 7}, {"BLUE", -2}}), 4});
    scalars_.push_back({blob.enumeration("tiny", 1, {{"ONE", 1}, {"TWO", 2}}), 1});
    scalars_.push_back({blob.enumeration64("big", true, {{"HUGE_ONE", 1}, {"MINUS", -5}}), 8});
    type = make(3).first;
  }

  std::vector<std::byte> value(std::size_t size) {
    std::vector<std::byte> bytes(size);
    for (std::byte& byte : bytes) byte = static_cast<std::byte>(below(3) == 0 ? 0 : below(256));
    return bytes;
  }

  BtfBlob blob;
  int type = 0;

 private:
  using Typed = std::pair<int, std::size_t>;

  unsigned below(unsigned limit) { return static_cast<unsigned>(random_() % limit); }

  Typed make(int depth) {
    std::vector<BtfBlob::Field> fields;
    std::uint32_t at = 0;
    for (unsigned i = 0, count = 1 + below(6); i < count; ++i) {
      const std::string name = "f" + std::to_string(i);
      if (below(5) == 0) {  // two bitfields that share their bytes
        const auto& [type_id, size] = scalars_[below(4) * 2 + below(2)];
        const auto bits = static_cast<std::uint32_t>(size * 8);
        const std::uint32_t first = 1 + below(bits - 1);
        fields.push_back({name, type_id, at, first});
        fields.push_back({name + "b", type_id, at + first, bits - first});
        at += bits;
        continue;
      }
      const auto [type_id, size] = field(depth);
      fields.push_back({name, type_id, at});
      at += static_cast<std::uint32_t>(size * 8);
    }
    return {blob.structure("s" + std::to_string(serial_++), at / 8, fields), at / 8};
  }

  Typed field(int depth) {
    const unsigned choice = depth == 0 ? 0 : below(4);
    if (choice <= 1) return scalars_[below(static_cast<unsigned>(scalars_.size()))];
    const auto [type_id, size] = choice == 2 ? field(depth - 1) : make(depth - 1);
    if (choice == 3 && below(2) == 0) return {type_id, size};
    const std::uint32_t count = 1 + below(4);
    return {blob.array(type_id, count), size * count};
  }

  std::mt19937 random_;
  std::vector<Typed> scalars_;
  int serial_ = 0;
};

TEST_CASE("encoding what was decoded gives the bytes back, for random structs") {
  int read_quickly = 0;
  for (unsigned seed = 1; seed <= 300; ++seed) {
    RandomStruct random(seed);
    const Shape shape = shape_of(random.blob, random.type);
    for (int round = 0; round < 5; ++round) {
      const std::vector<std::byte> bytes = random.value(shape.top().size);
      const std::string text = decoded(shape, bytes, round % 2 == 1);
      std::vector<std::byte> again(bytes.size());
      const std::string problem = encode(shape, Json::parse(text), again, "value");
      INFO("seed " << seed << ": " << text);
      CHECK(problem == "");
      CHECK(again == bytes);
      std::vector<std::byte> quick(bytes.size());
      std::string_view rest = text;
      if (QuickReader(shape).read(rest, quick)) {
        ++read_quickly;
        CHECK(rest.empty());
        CHECK(quick == bytes);
      }
    }
  }
  CHECK(read_quickly > 100);
}

// Whether the quick way takes the text, and then as encode() does; where it doesn't nothing is said.
bool taken_quickly(const BtfBlob& blob, int type, const std::string& text) {
  const Shape shape = shape_of(blob, type);
  std::vector<std::byte> quick(shape.top().size);
  std::string_view rest = text;
  if (!QuickReader(shape).read(rest, quick) || !rest.empty()) return false;
  std::vector<std::byte> bytes(shape.top().size);
  CHECK(encode(shape, Json::parse(text), bytes, "value") == "");
  CHECK(quick == bytes);
  return true;
}

TEST_CASE("the quick way in takes what export writes and leaves the rest alone") {
  BtfBlob blob;
  const int u8 = blob.integer("u8", 1);
  const int s64 = blob.integer("s64", 8, BTF_INT_SIGNED);
  const int name = blob.array(blob.integer("char", 1, BTF_INT_SIGNED), 4);
  const int color = blob.enumeration("color", 4, {{"RED", 0}, {"BLUE", 7}});
  const int inner = blob.structure("", 1, {{"d", u8, 0}});
  const int all = blob.structure(
      "all", 24, {{"a", u8, 0}, {"", inner, 8}, {"b", s64, 64}, {"name", name, 128}, {"color", color, 160}});
  CHECK(taken_quickly(blob, all, R"({"a":255,"d":3,"b":-9223372036854775808,"name":"ab","color":"BLUE"})"));
  CHECK(taken_quickly(blob, all, R"({"color":"RED","name":[1,2],"b":0})"));
  CHECK(taken_quickly(blob, all, "{}"));
  for (const char* text : {R"({"a":256})", R"({"a":-1})", R"({"a":01})", R"({"a":1.5})", R"({"a":1e2})", R"({"x":1})",
                           R"({"a": 1})", R"({"a":1)", R"({"a":"1"})", R"({"name":"abcde"})", R"({"name":"a\"b"})",
                           R"({"color":"PINK"})", R"({"a":1,})", "[1]", "", R"({"b":9223372036854775808})"}) {
    INFO(text);
    CHECK_FALSE(taken_quickly(blob, all, text));
  }
}

}  // namespace
}  // namespace bpflens::btf
