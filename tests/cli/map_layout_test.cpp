// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Types that the command line declares, and names longer than the kernel's.
#include <doctest/doctest.h>

#include <cstdint>
#include <sstream>

#include "cli/run.hpp"
#include "support/btf_blob.hpp"
#include "support/command.hpp"
#include "support/fake_kernel.hpp"
#include "support/fixtures.hpp"

namespace bpflens::test {
namespace {

// A map without BTF.
struct Bare : FakeKernel {
  explicit Bare(std::uint32_t type = 1, std::uint32_t key_size = 4, std::uint32_t value_size = 8) {
    model::Map map;
    map.id = {3};
    map.type = type;
    map.type_name = type == 11 ? "lpm_trie" : "hash";
    map.name = "flows";
    map.key_size = key_size;
    map.value_size = value_size;
    map.max_entries = 8;
    maps.all = {map};
  }
  Outcome operator()(const std::vector<std::string>& words) { return run_words(words, kernel); }
  FakeStore& store() { return maps.stores[3]; }
};

TEST_CASE("declared types give a map without BTF its fields, in and out") {
  Bare fake;
  const std::string type = "struct { u32 pid; u16 port[2]; }";
  CHECK(fake({"map", "update", "flows", "7", R"({"pid":1,"port":[2,3]})", "--value-type", type}).code == 0);
  CHECK(fake.store() == FakeStore{{Bytes().put(7), Bytes().put(1).put(0x30002)}});
  CHECK(fake({"map", "lookup", "flows", "7", "--key-type", "u32", "--value-type", type}).out ==
        "{\n    \"key\": 7,\n    \"value\": {\n        \"pid\": 1,\n        \"port\": [2, 3]\n    }\n}\n");
  CHECK(fake({"map", "update", "flows", "7", R"({"pidd":1})", "--value-type", type}).err ==
        "bpflens: value: there is no field 'pidd' in struct: pid, port\n");
  CHECK(fake({"map", "lookup", "flows", "7", "--value-type", "struct { u32 a; }"}).err ==
        "bpflens: the declared type of the values has 4 bytes, the map's values have 8\n");
  CHECK(fake({"map", "lookup", "flows", "7", "--key-type", "strct"})
            .err.starts_with("bpflens: --key-type: 'strct' is no type of C's"));
  CHECK(fake({"map", "lookup", "flows", "7", "--value-type", "u64", "--type", "u64"}).code == 2);
}

TEST_CASE("types are taken from a file by their name") {
  Bare fake(1, 4, 24);
  fake.store() = {{Bytes().put(7), Bytes().put(1).put(5).text("abc", 8).put(std::uint64_t{9})}};
  const std::string object = fixture_path("map_values");
  CHECK(fake({"-j", "map", "lookup", "flows", "7", "--btf", object, "--type", "struct sample"})
            .out.ends_with(R"("formatted":{"value":{"pid":1,"mode":"FAST","name":"abc","count":9}}})"
                           "\n"));
  CHECK(fake({"map", "lookup", "flows", "7", "--btf", object, "--type", "struct nosuch"}).err ==
        "bpflens: --type: 'struct nosuch' is no type\n");
  CHECK(fake({"map", "lookup", "flows", "7", "--btf", object}).err ==
        "bpflens: --btf needs --type, --key-type or --value-type, which name types in it\n");
  CHECK(fake({"map", "lookup", "flows", "7", "--btf", "/dev/null", "--type", "int"}).err ==
        "bpflens: --btf: /dev/null is neither an object nor BTF\n");
}

TEST_CASE("integers beyond 2^53 are quoted on request") {
  Bare fake;
  fake.store() = {{Bytes().put(7), Bytes().put(std::uint64_t{9007199254740993})}};
  CHECK(fake({"-j", "map", "lookup", "flows", "7", "--value-type", "u64"})
            .out.ends_with("\"formatted\":{\"value\":9007199254740993}}\n"));
  CHECK(fake({"-j", "map", "lookup", "flows", "7", "--value-type", "u64", "--string-integers"})
            .out.ends_with("\"formatted\":{\"value\":\"9007199254740993\"}}\n"));
}

TEST_CASE("keys of tries are written as prefixes, and JSON shows them") {
  Bare fake(11, 8, 4);
  CHECK(fake({"map", "update", "flows", "10.0.0.0/8", "5"}).code == 0);
  CHECK(fake.store() == FakeStore{{Bytes().put(8).put(std::uint32_t{10}), Bytes().put(5)}});
  CHECK(fake({"-j", "map", "lookup", "flows", "10.0.0.0/8"}).out ==
        R"({"key":["0x08","0x00","0x00","0x00","0x0a","0x00","0x00","0x00"],"prefix":"10.0.0.0/8",)"
        R"("value":["0x05","0x00","0x00","0x00"]})"
        "\n");
  CHECK(fake({"map", "delete", "flows", "10.0.0.0/40"}).err ==
        "bpflens: key: the length of a prefix is a number of bits from 0 to 32\n");
}

TEST_CASE("maps are made with types") {
  Bare fake;
  CHECK(fake({"map", "create", "/sys/fs/bpf/a", "--type", "hash", "--entries", "8", "--key-type", "u32", "--value-type",
              "struct { u64 bytes; }"})
            .code == 0);
  CHECK(fake({"map", "create", "/sys/fs/bpf/b", "--type", "sk_storage", "--value-size", "16"}).code == 0);
  CHECK(fake({"map", "create", "/sys/fs/bpf/c", "--type", "lpm_trie", "--key-size", "8", "--value-size", "4",
              "--entries", "2"})
            .code == 0);
  const auto& created = fake.maps.created;
  REQUIRE(created.size() == 3);
  CHECK(created[0].key_size == 4);
  CHECK(created[0].value_size == 8);
  CHECK(created[0].btf_key_type == 1);
  CHECK(created[0].btf_value_type == 3);
  CHECK_FALSE(created[0].btf.empty());
  CHECK(created[1].key_size == 4);
  CHECK(created[1].flags == 1);
  CHECK_FALSE(created[1].btf.empty());
  CHECK(created[2].flags == 1);
  CHECK(created[2].btf.empty());
  CHECK(fake({"map", "create", "/sys/fs/bpf/d", "--type", "hash", "--key-type", "u32", "--key-size", "8"}).err ==
        "bpflens: --key-type has 4 bytes, --key-size says 8\n");
  CHECK(fake({"map", "create", "/sys/fs/bpf/e", "--type", "struct_ops", "--value-type", "struct x"}).err ==
        "bpflens: this kernel has no BTF to look struct x up in\n");
}

TEST_CASE("names longer than the kernel's come from BTF and from pins") {
  Bare fake;
  BtfBlob blob;
  blob.section(".maps", 8, {{"packets_per_interface", blob.integer("u32", 4), 0}});
  fake.types.blobs[1] = blob.bytes();
  fake.maps.all[0].name = "packets_per_int";
  fake.maps.all[0].btf_id = model::BtfId{1};
  model::Map other = fake.maps.all[0];
  other.id = {4};
  other.name = "a_name_of_15.ch";
  other.btf_id.reset();
  fake.maps.all.push_back(other);
  fake.pins.all = {{.path = "/sys/fs/bpf/a_name_of_15_characters",
                    .mount = "/sys/fs/bpf",
                    .object = model::ObjectRef{model::ObjectKind::map, 4}}};
  const std::string list = fake({"-j", "map", "list"}).out;
  CHECK(list.find(R"("name":"packets_per_int",)") != std::string::npos);
  CHECK(list.find(R"("full_name":"packets_per_interface"})") != std::string::npos);
  CHECK(list.find(R"("full_name":"a_name_of_15_characters"})") != std::string::npos);
  CHECK(fake({"map", "show", "packets_per_interface"}).out.find("packets_per_interface") != std::string::npos);
  CHECK(fake({"map", "show", "packets_per_int"}).code == 0);
  CHECK(fake({"map", "show", "packets_per_intruder"}).code == 1);
}

}  // namespace
}  // namespace bpflens::test
