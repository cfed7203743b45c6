// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include "support/btf_blob.hpp"

#include <cstdint>
#include "support/command.hpp"
#include "support/fake_kernel.hpp"

namespace bpflens::test {
namespace {

// Maps with contents; the bytes live as long as this.
struct FakeContents : FakeKernel {
  Bytes keys;
  Bytes values;
  std::vector<int> errors;

  model::Map& map(std::uint32_t id, std::uint32_t type, std::uint32_t value_size) {
    model::Map map;
    map.id = {id};
    map.type = type;
    map.type_name = type == 5 ? "percpu_hash" : type == 14 ? "devmap" : type == 13 ? "hash_of_maps" : "hash";
    map.name = "counts";
    map.key_size = 4;
    map.value_size = value_size;
    map.max_entries = 8;
    maps.all.push_back(map);
    return maps.all.back();
  }

  void entries(std::uint32_t id, std::size_t count, std::size_t value_stride) {
    maps.contents[id] = {{.count = count,
                          .keys = keys.get().data(),
                          .values = values.get().data(),
                          .key_stride = 4,
                          .value_stride = value_stride,
                          .errors = errors}};
  }

  void describe(model::Map& map) {
    BtfBlob blob;
    const int u32 = blob.integer("unsigned int", 4);
    map.btf_id = model::BtfId{1};
    map.btf_key_type = static_cast<std::uint32_t>(u32);
    map.btf_value_type = static_cast<std::uint32_t>(
        blob.structure("pair", 8, {{"pid", u32, 0}, {"name", blob.array(blob.integer("char", 1), 4), 32}}));
    types.blobs[1] = blob.bytes();
  }
};

TEST_CASE("without BTF a dump is bpftool's text and JSON of bytes") {
  FakeContents fake;
  fake.map(3, 1, 8);
  fake.keys.put(1).put(2);
  fake.values.put(0x0102030405060708).put(std::uint64_t{255});
  fake.entries(3, 2, 8);
  CHECK(run("map dump 3", fake.kernel).out ==
        "key: 01 00 00 00  value: 08 07 06 05 04 03 02 01\n"
        "key: 02 00 00 00  value: ff 00 00 00 00 00 00 00\n"
        "Found 2 elements\n");
  CHECK(run("-j map dump id 3", fake.kernel).out ==
        R"([{"key":["0x01","0x00","0x00","0x00"],"value":["0x08","0x07","0x06","0x05","0x04","0x03","0x02","0x01"]},)"
        R"({"key":["0x02","0x00","0x00","0x00"],"value":["0xff","0x00","0x00","0x00","0x00","0x00","0x00","0x00"]}])"
        "\n");
}

TEST_CASE("with BTF a dump's JSON has formatted fields, and its text is only those") {
  FakeContents fake;
  fake.describe(fake.map(3, 1, 8));
  fake.keys.put(7);
  fake.values.put(42).text("sh", 4);
  fake.entries(3, 1, 8);
  CHECK(run("-j map dump counts", fake.kernel).out ==
        R"([{"key":["0x07","0x00","0x00","0x00"],"value":["0x2a","0x00","0x00","0x00","0x73","0x68","0x00","0x00"],)"
        R"("formatted":{"key":7,"value":{"pid":42,"name":"sh"}}}])"
        "\n");
  CHECK(run("map dump counts", fake.kernel).out ==
        "[\n"
        "    {\n"
        "        \"key\": 7,\n"
        "        \"value\": {\n"
        "            \"pid\": 42,\n"
        "            \"name\": \"sh\"\n"
        "        }\n"
        "    }\n"
        "]\n");
  CHECK(run("-p map dump counts", fake.kernel).out ==
        "[\n"
        "    {\n"
        "        \"key\": [\"0x07\", \"0x00\", \"0x00\", \"0x00\"],\n"
        "        \"value\": [\"0x2a\", \"0x00\", \"0x00\", \"0x00\", \"0x73\", \"0x68\", \"0x00\", \"0x00\"],\n"
        "        \"formatted\": {\n"
        "            \"key\": 7,\n"
        "            \"value\": {\n"
        "                \"pid\": 42,\n"
        "                \"name\": \"sh\"\n"
        "            }\n"
        "        }\n"
        "    }\n"
        "]\n");
}

TEST_CASE("per-CPU maps show every CPU's value") {
  FakeContents fake;
  fake.map(3, 5, 4);
  fake.keys.put(7);
  fake.values.put(1).zeros(4).put(2).zeros(4);
  fake.entries(3, 1, 16);
  CHECK(run("-j map dump 3", fake.kernel).out ==
        R"([{"key":["0x07","0x00","0x00","0x00"],"values":[{"cpu":0,"value":["0x01","0x00","0x00","0x00"]},)"
        R"({"cpu":1,"value":["0x02","0x00","0x00","0x00"]}]}])"
        "\n");
  CHECK(run("map dump 3", fake.kernel).out ==
        "key:\n07 00 00 00\nvalue (CPU 00): 01 00 00 00\nvalue (CPU 01): 02 00 00 00\nFound 1 element\n");
}

TEST_CASE("a slot that can't be read is told in its place") {
  FakeContents fake;
  fake.map(3, 14, 4);
  fake.keys.put(0).put(1);
  fake.values.put(9).put(0);
  fake.errors = {0, ENOENT};
  fake.entries(3, 2, 4);
  CHECK(run("-j map dump 3", fake.kernel).out ==
        R"([{"key":["0x00","0x00","0x00","0x00"],"value":["0x09","0x00","0x00","0x00"]},)"
        R"({"key":["0x01","0x00","0x00","0x00"],"value":{"error":"No such file or directory"}}])"
        "\n");
  CHECK(run("map dump 3", fake.kernel).out ==
        "key: 00 00 00 00  value: 09 00 00 00\nkey: 01 00 00 00  value: <no entry>\nFound 1 element\n");
}

TEST_CASE("a map of maps shows the inner map's id") {
  FakeContents fake;
  fake.map(3, 13, 4);
  fake.keys.put(1);
  fake.values.put(12);
  fake.entries(3, 1, 4);
  CHECK(run("-j map dump 3", fake.kernel).out ==
        R"([{"key":["0x01","0x00","0x00","0x00"],"value":["0x0c","0x00","0x00","0x00"],"inner_map_id":12}])"
        "\n");
}

TEST_CASE("several maps of one name are dumped with their ids") {
  FakeContents fake;
  fake.map(3, 1, 4);
  fake.map(4, 1, 4);
  fake.keys.put(1);
  fake.values.put(12);
  fake.entries(3, 1, 4);
  CHECK(run("-j map dump counts", fake.kernel).out ==
        R"([{"id":3,"type":"hash","name":"counts","flags":0,"elements":[{"key":["0x01","0x00","0x00","0x00"],)"
        R"("value":["0x0c","0x00","0x00","0x00"]}]},{"id":4,"type":"hash","name":"counts","flags":0,"elements":[]}])"
        "\n");
  CHECK(run("map dump counts", fake.kernel).out ==
        "3: hash  name counts  flags 0x0\n"
        "key: 01 00 00 00  value: 0c 00 00 00\n"
        "Found 1 element\n"
        "4: hash  name counts  flags 0x0\n"
        "Found 0 elements\n");
}

TEST_CASE("BTF that doesn't fit the map is not believed") {
  FakeContents fake;
  fake.describe(fake.map(3, 1, 4));
  fake.keys.put(1);
  fake.values.put(12);
  fake.entries(3, 1, 4);
  CHECK(run("-j map dump 3", fake.kernel).out ==
        R"([{"key":["0x01","0x00","0x00","0x00"],"value":["0x0c","0x00","0x00","0x00"],"formatted":{"key":1}}])"
        "\n");
}

}  // namespace
}  // namespace bpflens::test
