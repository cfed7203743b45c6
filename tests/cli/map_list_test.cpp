// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include "support/command.hpp"
#include "support/fake_kernel.hpp"

namespace bpflens::test {
namespace {

model::Map hash_map() {
  model::Map map = counts_map();
  map.flags = 1;
  map.max_entries = 1024;
  map.bytes_memlock = 86144;
  map.btf_id = model::BtfId{7};
  return map;
}

model::Map tail_calls() {
  model::Map map;
  map.id = {4};
  map.type = 3;
  map.type_name = "prog_array";
  map.name = "jumps";
  map.key_size = 4;
  map.value_size = 4;
  map.max_entries = 8;
  map.bytes_memlock = 384;
  map.owner_program_type = 5;
  map.owner_program_type_name = "tracepoint";
  map.owner_jited = true;
  map.frozen = true;
  map.map_extra = 5;
  return map;
}

constexpr auto kHashJson =
    R"({"id":3,"type":"hash","name":"counts","flags":1,"bytes_key":4,"bytes_value":8,"max_entries":1024,)"
    R"("bytes_memlock":86144,"frozen":0,"btf_id":7})";
constexpr auto kTailCallsJson =
    R"({"id":4,"type":"prog_array","name":"jumps","flags":0,"bytes_key":4,"bytes_value":4,"max_entries":8,)"
    R"("bytes_memlock":384,"owner_prog_type":"tracepoint","owner_jited":true,"frozen":1,"map_extra":5})";

TEST_CASE("map list prints a table with one line a map") {
  FakeKernel fake;
  fake.maps.all = {hash_map(), tail_calls()};
  const Outcome outcome = run("map list", fake.kernel);
  CHECK(outcome.code == 0);
  CHECK(outcome.out ==
        "ID  TYPE        NAME    FLAGS  KEY  VALUE   MAX  MEMLOCK  HELD BY\n"
        " 3  hash        counts  0x1      4      8  1024    86144  -\n"
        " 4  prog_array  jumps   0x0      4      4     8      384  -\n");
}

TEST_CASE("map list -j is bpftool's array, map show ID its object") {
  FakeKernel fake;
  fake.maps.all = {hash_map(), tail_calls()};
  CHECK(run("-j map list", fake.kernel).out ==
        "[" + std::string(kHashJson) + "," + std::string(kTailCallsJson) + "]\n");
  for (const char* line : {"map show 3 -j", "-j map show id 3", "-j map show name counts", "-j map show counts"})
    CHECK(run(line, fake.kernel).out == std::string(kHashJson) + "\n");
}

TEST_CASE("several maps of one name are an array") {
  FakeKernel fake;
  fake.maps.all = {hash_map(), hash_map()};
  CHECK(run("-j map show counts", fake.kernel).out ==
        "[" + std::string(kHashJson) + "," + std::string(kHashJson) + "]\n");
}

TEST_CASE("map show prints one map's facts") {
  FakeKernel fake;
  fake.maps.all = {hash_map(), tail_calls()};
  fake.pins.all = {{.path = "/sys/fs/bpf/counts", .object = model::ObjectRef{model::ObjectKind::map, 3}}};
  CHECK(run("-f map show 3", fake.kernel).out ==
        "id:             3\n"
        "type:           hash\n"
        "name:           counts\n"
        "flags:          0x1 (no_prealloc)\n"
        "key:            4 bytes\n"
        "value:          8 bytes\n"
        "max entries:    1024\n"
        "bytes memlock:  86144\n"
        "btf:            7\n"
        "pinned:         /sys/fs/bpf/counts\n");
  CHECK(run("map show jumps", fake.kernel).out ==
        "id:                  4\n"
        "type:                prog_array\n"
        "name:                jumps\n"
        "flags:               0x0\n"
        "key:                 4 bytes\n"
        "value:               4 bytes\n"
        "max entries:         8\n"
        "bytes memlock:       384\n"
        "owner program type:  tracepoint\n"
        "owner jited:         yes\n"
        "frozen:              yes\n"
        "map extra:           0x5\n");
}

TEST_CASE("a map that doesn't exist is an error with status 1") {
  FakeKernel fake;
  const Outcome outcome = run("-j map show 9", fake.kernel);
  CHECK(outcome.code == 1);
  CHECK(outcome.out == "{\"error\":\"no map with id 9\"}\n");
  CHECK(run("map show tag:0011223344556677", fake.kernel).code == 2);
}

}  // namespace
}  // namespace bpflens::test
