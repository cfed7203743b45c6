// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include "support/btf_blob.hpp"

#include <cstdint>
#include "support/command.hpp"
#include "support/fake_kernel.hpp"

namespace bpflens::test {
namespace {

struct OneMap : FakeKernel {
  OneMap(std::uint32_t type, const std::string& type_name, std::uint32_t key_size, std::uint32_t value_size) {
    model::Map map;
    map.id = {3};
    map.type = type;
    map.type_name = type_name;
    map.name = "counts";
    map.key_size = key_size;
    map.value_size = value_size;
    map.max_entries = 8;
    maps.all = {map};
  }

  // Keys of u32 and values of struct pair { u32 pid; s32 delta; }.
  OneMap& typed() {
    BtfBlob blob;
    const int u32 = blob.integer("u32", 4);
    const int s32 = blob.integer("s32", 4, BTF_INT_SIGNED);
    maps.all[0].btf_id = model::BtfId{1};
    maps.all[0].btf_key_type = static_cast<std::uint32_t>(u32);
    maps.all[0].btf_value_type =
        static_cast<std::uint32_t>(blob.structure("pair", 8, {{"pid", u32, 0}, {"delta", s32, 32}}));
    types.blobs[1] = blob.bytes();
    return *this;
  }

  Outcome operator()(const std::string& line) { return run(line, kernel); }
  FakeStore& store() { return maps.stores[3]; }
};

TEST_CASE("map update takes typed words, numbers of bytes and hex bytes") {
  OneMap fake(1, "hash", 4, 8);
  fake.typed();
  const FakeStore wanted = {{Bytes().put(7), Bytes().put(1).put(-2)}};
  for (const char* line :
       {R"(map update counts 7 {"pid":1,"delta":-2})", R"(map update id 3 key 7 0 0 0 value 1 0 0 0 254 255 255 255)",
        R"(map update id 3 key hex 07 00 00 00 value hex 1 0 0 0 fe ff ff ff any)",
        R"(map update counts hex 07 00 00 00 hex 01000000feffffff noexist)",
        R"(map update counts key 0x7 value {"pid":1,"delta":-2})", "map update counts 7 0x01000000feffffff"}) {
    fake.store().clear();
    const Outcome outcome = fake(line);
    CHECK_MESSAGE(outcome.code == 0, outcome.err);
    CHECK(fake.store() == wanted);
  }
  CHECK(fake("-j map update counts 8 {}").out == "null\n");
}

TEST_CASE("negative numbers are values, not options") {
  OneMap fake(1, "hash", 4, 8);
  fake.typed();
  BtfBlob blob;
  fake.maps.all[0].btf_value_type = static_cast<std::uint32_t>(blob.integer("s64", 8, BTF_INT_SIGNED));
  fake.maps.all[0].btf_key_type = fake.maps.all[0].btf_value_type;
  fake.maps.all[0].key_size = 8;
  fake.types.blobs[1] = blob.bytes();
  CHECK(fake("map update counts -1 -5 -j").out == "null\n");
  CHECK(fake.store() == FakeStore{{Bytes().put(std::int64_t{-1}), Bytes().put(std::int64_t{-5})}});
}

TEST_CASE("without BTF numbers are of the machine's order and other words are refused") {
  OneMap fake(1, "hash", 4, 8);
  CHECK(fake("map update counts 7 42").code == 0);
  CHECK(fake.store() == FakeStore{{Bytes().put(7), Bytes().put(std::uint64_t{42})}});
  CHECK(fake("map update counts 0x07000000 43").code == 0);
  CHECK(fake.store() == FakeStore{{Bytes().put(7), Bytes().put(std::uint64_t{43})}});
  const Outcome outcome = fake("map update counts seven 42");
  CHECK(outcome.code == 2);
  CHECK(outcome.err ==
        "bpflens: the key 'seven' can't be read: no BTF tells what its 4 bytes mean; give them as 'hex 01 00 ...'\n");
}

TEST_CASE("wrong sizes, fields and modes are told") {
  OneMap fake(1, "hash", 4, 8);
  fake.typed();
  CHECK(fake("map update counts key 1 2 3 value 1").err == "bpflens: the key has 4 bytes, 3 given\n");
  CHECK(fake("map update counts key hex 1 2 3 value 1").err == "bpflens: the key has 4 bytes, 3 given\n");
  CHECK(fake("map update counts key 1 2 3 256 value 1").err ==
        "bpflens: the key's bytes must be numbers from 0 to 255\n");
  CHECK(fake("map update counts 7").err == "bpflens: the value is missing (8 bytes)\n");
  CHECK(fake(R"(map update counts 7 {"pid":-1})").err ==
        "bpflens: value.pid: -1 doesn't fit into u32 (0 to 4294967295)\n");
  CHECK(fake("map update counts 7 {} exist").code == 1);
  CHECK(fake("map update counts 7 {} noexist").code == 0);
  CHECK(fake("map update counts 7 {} noexist").code == 3);
}

TEST_CASE("map lookup prints an entry as dump does, or says that there is none") {
  OneMap fake(1, "hash", 4, 8);
  fake.typed();
  fake.store() = {{Bytes().put(7), Bytes().put(1).put(-2)}};
  CHECK(fake("map lookup counts 7").out ==
        "{\n    \"key\": 7,\n    \"value\": {\n        \"pid\": 1,\n        \"delta\": -2\n    }\n}\n");
  CHECK(fake("-j map lookup id 3 key 7 0 0 0").out ==
        R"({"key":["0x07","0x00","0x00","0x00"],"value":["0x01","0x00","0x00","0x00","0xfe","0xff","0xff","0xff"],)"
        R"("formatted":{"key":7,"value":{"pid":1,"delta":-2}}})"
        "\n");
  const Outcome none = fake("-j map lookup counts 8");
  CHECK(none.code == 1);
  CHECK(none.out == "null\n");
  CHECK(none.err == "bpflens: there is no such key\n");
}

TEST_CASE("map getnext walks the keys") {
  OneMap fake(1, "hash", 4, 8);
  fake.store() = {{Bytes().put(7), Bytes().zeros(8)}, {Bytes().put(8), Bytes().zeros(8)}};
  CHECK(fake("-j map getnext 3").out == "{\"key\":null,\"next_key\":[\"0x07\",\"0x00\",\"0x00\",\"0x00\"]}\n");
  CHECK(fake("map getnext 3").out == "key: None\nnext key:\n07 00 00 00\n");
  CHECK(fake("map getnext 3 7").out == "key:\n07 00 00 00\nnext key:\n08 00 00 00\n");
  CHECK(fake("map getnext 3 8").code == 1);
}

TEST_CASE("map delete removes a key") {
  OneMap fake(1, "hash", 4, 8);
  fake.store() = {{Bytes().put(7), Bytes().zeros(8)}};
  CHECK(fake("map delete 3 key 7 0 0 0").code == 0);
  CHECK(fake.store().empty());
  CHECK(fake("map delete 3 7").code == 1);
}

TEST_CASE("queues are pushed, peeked and popped by either name") {
  OneMap fake(22, "queue", 0, 4);
  CHECK(fake("map push 3 42").code == 0);
  CHECK(fake("map peek 3").out == "value: 2a 00 00 00\n");
  CHECK(fake("-j map dequeue 3").out == "{\"key\":[],\"value\":[\"0x2a\",\"0x00\",\"0x00\",\"0x00\"]}\n");
  CHECK(fake("-j map pop 3").out == "null\n");
  CHECK(fake("map enqueue 3 value 1 0 0 0").code == 0);
  CHECK(fake("map push counts value hex 1 0 0").code == 2);
  OneMap hash(1, "hash", 4, 4);
  CHECK(hash("map pop 3").err == "bpflens: a hash has keys: use lookup and delete\n");
}

TEST_CASE("per-CPU maps get the same value on every CPU") {
  OneMap fake(5, "percpu_hash", 4, 4);
  CHECK(fake("map update 3 7 9").code == 0);
  CHECK(fake.store() == FakeStore{{Bytes().put(7), Bytes().put(9).zeros(4).put(9).zeros(4)}});
  CHECK(fake("map lookup 3 7").out == "key:\n07 00 00 00\nvalue (CPU 00): 09 00 00 00\nvalue (CPU 01): 09 00 00 00\n");
}

TEST_CASE("per-CPU maps take an array with a value for each CPU") {
  OneMap fake(5, "percpu_hash", 4, 8);
  CHECK(fake("map update 3 7 [9,10]").code == 0);
  CHECK(fake.store() == FakeStore{{Bytes().put(7), Bytes().put(std::uint64_t{9}).put(std::uint64_t{10})}});
  fake.typed();
  CHECK(fake(R"(map update counts 7 [{"pid":1},{"pid":2,"delta":-2}])").code == 0);
  CHECK(fake.store() == FakeStore{{Bytes().put(7), Bytes().put(1).zeros(4).put(2).put(-2)}});
  CHECK(fake(R"(map update counts 7 [{"pid":1}])").err == "bpflens: value: 1 values given, this machine has 2 CPUs\n");
  CHECK(fake(R"(map update counts 7 [{"pid":1},{"pod":2}])").err ==
        "bpflens: value[1]: there is no field 'pod' in struct pair: pid, delta\n");
}

TEST_CASE("values that are arrays are written as arrays") {
  OneMap fake(1, "hash", 4, 8);
  fake.typed();
  BtfBlob blob;
  const int u32 = blob.integer("u32", 4);
  fake.maps.all[0].btf_key_type = static_cast<std::uint32_t>(u32);
  fake.maps.all[0].btf_value_type = static_cast<std::uint32_t>(blob.array(u32, 2));
  fake.types.blobs[1] = blob.bytes();
  CHECK(fake("map update counts 7 [1,258]").code == 0);
  CHECK(fake("map update counts key 8 value [3]").code == 0);
  CHECK(fake.store() == FakeStore{{Bytes().put(7), Bytes().put(1).put(258)}, {Bytes().put(8), Bytes().put(3).put(0)}});
  CHECK(fake("map update counts 7 [1,2,3]").err == "bpflens: value: 3 elements given, there are 2\n");
}

TEST_CASE("program arrays and maps of maps take objects") {
  OneMap fake(3, "prog_array", 4, 4);
  fake.programs.all = {{.id = {12}, .name = "handler"}};
  fake.pins.all = {{.path = "/sys/fs/bpf/h", .object = model::ObjectRef{model::ObjectKind::program, 12}}};
  for (const char* line : {"map update 3 1 handler", "map update 3 key 1 0 0 0 value pinned /sys/fs/bpf/h",
                           "map update id 3 key hex 1 0 0 0 value id 12 any"})
    CHECK(fake(line).code == 0);
  CHECK(fake.maps.calls == std::vector<std::string>{"put prog 12", "put prog 12", "put prog 12"});
  OneMap outer(13, "hash_of_maps", 4, 4);
  CHECK(outer("map update 3 1 counts").code == 0);
  CHECK(outer.maps.calls == std::vector<std::string>{"put map 3"});
}

TEST_CASE("maps are frozen, pinned and created") {
  OneMap fake(1, "hash", 4, 8);
  CHECK(fake("-j map freeze counts").out == "null\n");
  CHECK(fake.maps.calls == std::vector<std::string>{"freeze"});
  CHECK(fake("map pin id 3 /sys/fs/bpf/c").code == 0);
  CHECK(fake.pins.all.back().path == "/sys/fs/bpf/c");
  CHECK(fake("-j map create /sys/fs/bpf/new type array_of_maps key 4 value 4 entries 16 name outer flags 0x400 "
             "inner_map name counts")
            .out == "null\n");
  CHECK(fake("map create /sys/fs/bpf/new2 --type hash --key-size 4 --value-size 8 --entries 2 "
             "--flags no_prealloc,mmapable")
            .code == 0);
  const auto& created = fake.maps.created;
  REQUIRE(created.size() == 2);
  CHECK(created[0].type == 12);
  CHECK(created[0].name == "outer");
  CHECK(created[0].flags == 0x400);
  CHECK(created[0].max_entries == 16);
  CHECK(created[0].inner == model::MapId{3});
  CHECK(created[1].flags == 0x401);
  CHECK(created[1].name == "new2");
  CHECK(fake.pins.all.back().object == model::ObjectRef{model::ObjectKind::map, 77});
  CHECK(fake("map create /sys/fs/bpf/x --type hsh").code == 2);
  CHECK(fake("map create /sys/fs/bpf/x --type hash --flags nosuch").err == "bpflens: 'nosuch' is no map flag\n");
}

TEST_CASE("a name that several maps have is refused with their ids") {
  OneMap fake(1, "hash", 4, 8);
  fake.maps.all.push_back(fake.maps.all[0]);
  fake.maps.all[1].id = {4};
  CHECK(fake("map lookup counts 1").err == "bpflens: 2 maps are named counts: give the id of one (3,4)\n");
}

}  // namespace
}  // namespace bpflens::test
