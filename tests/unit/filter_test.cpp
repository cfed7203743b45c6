// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "btf/filter.hpp"

#include <cstdint>

#include <doctest/doctest.h>

#include "support/btf_blob.hpp"

namespace bpflens::btf {
namespace {

using test::BtfBlob;
using test::Bytes;

struct Conditions {
  std::optional<Shape> key;
  std::optional<Shape> value;
  std::vector<std::byte> key_bytes = Bytes().put(std::uint16_t{53});
  std::vector<std::byte> value_bytes = Bytes().put(-5).put(std::uint32_t{0x2b}).text("sh", 8).put(1.5);

  Conditions() {
    BtfBlob blob;
    const int u16 = blob.integer("u16", 2);
    const int s32 = blob.integer("s32", 4, BTF_INT_SIGNED);
    const int u32 = blob.integer("u32", 4);
    const int mode = blob.enumeration("mode", 4, {{"SLOW", 1}, {"FAST", 5}});
    const int text = blob.array(blob.integer("char", 1), 8);
    const int type = blob.structure("sample", 24,
                                    {{"delta", s32, 0},
                                     {"bits", u32, 32, 3},
                                     {"mode", mode, 35, 4},
                                     {"name", text, 64},
                                     {"ratio", blob.floating("double", 8), 128}});
    const auto types = Types::parse(blob.bytes());
    key = resolve(*types, static_cast<std::uint32_t>(u16)).shape;
    value = resolve(*types, static_cast<std::uint32_t>(type)).shape;
  }

  std::string operator()(const std::string& condition) const {
    const auto compiled = Filter::compile(condition, &*key, &*value);
    if (!compiled.filter) return compiled.problem;
    return compiled.filter->matches(key_bytes, value_bytes) ? "yes" : "no";
  }
};

TEST_CASE("conditions compare numbers, names, bitfields, text and floating-point numbers") {
  const Conditions holds;
  CHECK(holds("key == 53") == "yes");
  CHECK(holds("key != 53") == "no");
  CHECK(holds("value.delta < 0") == "yes");
  CHECK(holds("value.delta>=-5") == "yes");
  CHECK(holds("value.delta > -5") == "no");
  CHECK(holds("value.bits == 3") == "yes");
  CHECK(holds("value.mode == FAST") == "yes");
  CHECK(holds("value.mode <= SLOW") == "no");
  CHECK(holds("value.name == \"sh\"") == "yes");
  CHECK(holds("value.name != bash") == "yes");
  CHECK(holds("value.name[1] == 104") == "yes");
  CHECK(holds("value.ratio > 1.25") == "yes");
}

TEST_CASE("and binds closer than or") {
  const Conditions holds;
  CHECK(holds("key == 53 && value.bits == 3") == "yes");
  CHECK(holds("key == 53 && value.bits == 2") == "no");
  CHECK(holds("key == 1 && value.bits == 2 || value.mode == FAST") == "yes");
  CHECK(holds("value.name == \"a&&b||c\" || key == 1") == "no");
}

TEST_CASE("what is no condition is refused with its reason") {
  const Conditions holds;
  CHECK(holds("value.nosuch == 1") == "there is no 'nosuch' in struct sample: delta, bits, mode, name, ratio");
  CHECK(holds("other == 1") == "'other' begins with neither key nor value");
  CHECK(holds("key") == "'key' is no comparison: FIELD, one of == != < <= > >=, and a value");
  CHECK(holds("key == 65536") == "key: 65536 doesn't fit into u16 (0 to 65535)");
  CHECK(holds("value.mode == MIDDLE") == "value.mode: \"MIDDLE\" is not in enum mode: SLOW, FAST");
  CHECK(holds("value == 1") == "'value' is no single number or text");
  CHECK(Filter::compile("key == 1", nullptr, nullptr).problem == "no BTF describes the key");
}

}  // namespace
}  // namespace bpflens::btf
