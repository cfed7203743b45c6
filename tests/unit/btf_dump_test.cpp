// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include <random>

#include "btf/access.hpp"
#include "btf/c_header.hpp"
#include "btf/listing.hpp"
#include "btf/lookup.hpp"
#include "btf/prototype.hpp"
#include "support/btf_blob.hpp"
#include "support/fixtures.hpp"

namespace bpflens::btf {
namespace {

using test::BtfBlob;

Types parsed(const BtfBlob& blob) { return std::move(*Types::parse(blob.bytes())); }

std::string all_text(const Types& types) {
  std::string text;
  for (std::uint32_t id = 1; id <= type_count(types); ++id) text += listed_text(listed(types, id));
  return text;
}

TEST_CASE("types are listed with all that BTF says of them") {
  BtfBlob blob;
  const int number = blob.integer("int", 4, BTF_INT_SIGNED);
  blob.structure("pair", 8, {{"a", number, 0, 3}, {"", number, 32}});
  blob.enumeration("state", 4, {{"OFF", 0}, {"ON", 1}});
  blob.pointer(0);
  blob.section(".bss", 4, {{"seen", number, 0}});
  CHECK(all_text(parsed(blob)) ==
        "[1] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=SIGNED\n"
        "[2] STRUCT 'pair' size=8 vlen=2\n"
        "\t'a' type_id=1 bits_offset=0 bitfield_size=3\n"
        "\t'(anon)' type_id=1 bits_offset=32\n"
        "[3] ENUM 'state' encoding=UNSIGNED size=4 vlen=2\n"
        "\t'OFF' val=0\n"
        "\t'ON' val=1\n"
        "[4] PTR '(anon)' type_id=0\n"
        "[5] VAR 'seen' type_id=1, linkage=global\n"
        "[6] DATASEC '.bss' size=4 vlen=1\n"
        "\ttype_id=5 offset=0 size=4 (VAR 'seen')\n");
}

TEST_CASE("a header of C has the types asked for and what they need, and no others") {
  BtfBlob blob;
  const int number = blob.integer("int", 4, BTF_INT_SIGNED);
  const int inner = blob.structure("inner", 4, {{"x", number, 0}});
  const int outer = blob.structure("outer", 4, {{"in", inner, 0}});
  blob.structure("other", 4, {{"y", number, 0}});
  const auto root = static_cast<std::uint32_t>(outer);
  const CHeader header = c_header(parsed(blob), {&root, 1});
  CHECK(header.problem.empty());
  CHECK(header.text.find("struct inner {\n\tint x;\n};") != std::string::npos);
  CHECK(header.text.find("struct outer {\n\tstruct inner in;\n};") != std::string::npos);
  CHECK(header.text.find("struct other") == std::string::npos);
  CHECK(header.text.find("preserve_access_index") != std::string::npos);
  CHECK(c_header(parsed(blob), {}).text.find("struct other") != std::string::npos);
}

TEST_CASE("types that lead nowhere are refused before libbpf follows them") {
  BtfBlob blob;
  blob.pointer(77);
  const auto types = Types::parse(blob.bytes());  // libbpf 1.4 and later refuse them here
  CHECK((!types || c_header(*types, {}).problem == "type 1 refers to what is not there"));
  BtfBlob deep;
  for (int i = 1; i < 20000; ++i) deep.constant(i + 1);
  deep.integer("int", 4);
  CHECK(c_header(parsed(deep), {}).problem == "types lead from one to another without end");
}

// Found by the fuzz target object_shown: each 8 bytes of a gap are a line of C.
TEST_CASE("structs of gaps are refused, large ones of members are not") {
  BtfBlob empty;
  const int number = empty.integer("int", 4);
  empty.structure("gap", 1 << 30, {{"a", number, 0}});
  CHECK(c_header(parsed(empty), {}).problem == "the members of type 2 don't fit its size");
  BtfBlob outside;
  outside.structure("short", 8, {{"a", outside.array(outside.integer("huge", 8), 1 << 28), 0}});
  CHECK(c_header(parsed(outside), {}).problem.starts_with("the members of type "));
  BtfBlob full;
  const int part = full.integer("long", 8);
  const int many = full.array(part, 1 << 24);
  full.structure("large", 1 << 27, {{"all", many, 0}});
  const CHeader header = c_header(parsed(full), {});
  CHECK(header.problem == "");
  CHECK(header.text.find("long all[16777216];") != std::string::npos);
}

// Found by the fuzz target object_shown: libbpf divides by the alignment of members, and asks for it over and over.
TEST_CASE("structs whose members have no alignment, or too many parts, are refused") {
  BtfBlob declared;
  const int forward = declared.forward("unknown");
  declared.structure("holder", 8, {{"a", forward, 0}});
  CHECK(c_header(parsed(declared), {}).problem == "the members of type 2 don't fit its size");
  BtfBlob pointed;
  const int pointer = pointed.pointer(pointed.forward("unknown"));
  pointed.structure("holder", 8, {{"a", pointer, 0}});
  CHECK(c_header(parsed(pointed), {}).problem == "");
  BtfBlob twofold;
  int inner = twofold.integer("int", 4);
  for (int i = 0; i < 40; ++i) inner = twofold.choice("u" + std::to_string(i), 4, {{"a", inner, 0}, {"b", inner, 0}});
  CHECK(c_header(parsed(twofold), {}).problem.starts_with("the members of type "));
}

TEST_CASE("functions that take themselves have a prototype that ends") {
  ::btf* raw = btf__new_empty();
  btf__add_ptr(raw, 2);
  btf__add_func_proto(raw, 1);
  for (int i = 0; i < 8; ++i) btf__add_func_param(raw, "f", 1);
  std::uint32_t size = 0;
  const auto* data = static_cast<const std::byte*>(btf__raw_data(raw, &size));
  const auto types = Types::parse({data, size});
  btf__free(raw);
  REQUIRE(types);
  CHECK(type_name(*types, 2).size() < 100000);
}

TEST_CASE("what a CO-RE relocation is about is said in C") {
  BtfBlob blob;
  const int number = blob.integer("int", 4, BTF_INT_SIGNED);
  const int four = blob.array(number, 4);
  const int inner = blob.structure("", 16, {{"x", four, 0}});
  const int outer = blob.structure("outer", 16, {{"", inner, 0}});
  const int alias = blob.alias("outer_t", outer);
  const int state = blob.enumeration("state", 4, {{"OFF", 0}, {"ON", 1}});
  const Types types = parsed(blob);
  const auto text = [&types](int type, const char* indices) {
    return access_text(types, static_cast<std::uint32_t>(type), indices);
  };
  CHECK(text(outer, "0:0:0:2") == "struct outer.x[2]");
  CHECK(text(alias, "0:0:0") == "outer_t.x");
  CHECK(text(outer, "1") == "struct outer[1]");
  CHECK(text(outer, "0") == "struct outer");
  CHECK(text(state, "1") == "enum state.ON");
  CHECK(text(outer, "0:5") == "struct outer?");
  CHECK(text(outer, "0:0:x") == "struct outer?");
  CHECK(text(outer, "") == "struct outer?");
  CHECK(text(9999, "0") == "?");
}

TEST_CASE("damaged BTF of any kind ends in text or a refusal") {
  const auto object = test::fixture_bytes("shapes");
  BtfBlob blob;
  const int number = blob.integer("int", 4);
  blob.structure("outer", 16, {{"a", blob.array(number, 2), 0}, {"b", blob.pointer(number), 64}});
  blob.enumeration64("big", true, {{"X", -1}});
  blob.section(".data", 4, {{"v", number, 0}});
  const auto whole = blob.bytes();
  std::mt19937 random(7);
  std::size_t read = 0;
  for (int round = 0; round < 3000; ++round) {
    auto damaged = whole;
    for (int i = 0; i < 3; ++i) damaged[24 + random() % (damaged.size() - 24)] = static_cast<std::byte>(random());
    const auto types = Types::parse(damaged);
    if (!types) continue;
    ++read;
    all_text(*types);
    c_header(*types, {});
    for (std::uint32_t id = 0; id <= type_count(*types); ++id) access_text(*types, id, "0:1:0:3");
  }
  CHECK(read > 100);
}

}  // namespace
}  // namespace bpflens::btf
