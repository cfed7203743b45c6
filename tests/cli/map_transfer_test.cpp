// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>

#include "support/btf_blob.hpp"
#include "support/command.hpp"
#include "support/fake_kernel.hpp"

namespace bpflens::test {
namespace {

// A map of u32 to { u8 kind; u32 count; }, which has padding.
struct Records : FakeKernel {
  Bytes keys;
  Bytes values;
  std::filesystem::path file =
      std::filesystem::temp_directory_path() / ("bpflens-test-" + std::to_string(getpid()) + ".jsonl");

  explicit Records(std::uint32_t type = 1, bool typed = true) {
    model::Map map = counts_map();
    map.type = type;
    map.type_name = type == 5 ? "percpu_hash" : type == 2 ? "array" : "hash";
    if (typed) {
      BtfBlob blob;
      const int u32 = blob.integer("u32", 4);
      map.btf_id = model::BtfId{1};
      map.btf_key_type = static_cast<std::uint32_t>(u32);
      map.btf_value_type = static_cast<std::uint32_t>(
          blob.structure("sample", 8, {{"kind", blob.integer("u8", 1), 0}, {"count", u32, 32}}));
      types.blobs[1] = blob.bytes();
    }
    maps.all = {map};
  }
  ~Records() { std::filesystem::remove(file); }

  void entries(std::size_t count, std::size_t stride = 8) {
    maps.contents[3] = {{.count = count,
                         .keys = keys.get().data(),
                         .values = values.get().data(),
                         .key_stride = 4,
                         .value_stride = stride}};
  }
  Outcome import(const std::string& lines, const std::string& options = "") {
    std::ofstream(file) << lines;
    return run("map import counts " + file.string() + options, kernel);
  }
  FakeStore& store() { return maps.stores[3]; }
};

TEST_CASE("map export writes a JSON line an entry, bytes where fields don't hold them") {
  Records fake;
  fake.keys.put(7).put(8);
  fake.values.put(1).put(42).put(0x0201).put(43);
  fake.entries(2);
  CHECK(run("map export counts", fake.kernel).out ==
        "{\"key\":7,\"value\":{\"kind\":1,\"count\":42}}\n"
        "{\"key\":8,\"value_bytes\":\"010200002b000000\"}\n");
}

TEST_CASE("map export of per-CPU maps and of maps without BTF") {
  Records per_cpu(5);
  per_cpu.keys.put(7);
  per_cpu.values.put(1).put(2).put(3).put(4);
  per_cpu.entries(1, 16);
  CHECK(run("map export counts", per_cpu.kernel).out ==
        "{\"key\":7,\"values\":[{\"kind\":1,\"count\":2},{\"kind\":3,\"count\":4}]}\n");
  Records plain(5, false);
  plain.keys.put(7);
  plain.values.put(1).put(2).put(3).put(4);
  plain.entries(1, 16);
  CHECK(run("map export counts", plain.kernel).out ==
        "{\"key_bytes\":\"07000000\",\"values_bytes\":[\"0100000002000000\",\"0300000004000000\"]}\n");
}

TEST_CASE("map import takes what export writes") {
  Records fake;
  const Outcome outcome = fake.import(
      "{\"key\":7,\"value\":{\"kind\":1,\"count\":42}}\n\n{\"key\":8,\"value_bytes\":\"010200002b000000\"}\n");
  CHECK(outcome.code == 0);
  CHECK(outcome.out == "2 records imported\n");
  CHECK(fake.store() ==
        FakeStore{{Bytes().put(7), Bytes().put(1).put(42)}, {Bytes().put(8), Bytes().put(0x0201).put(43)}});
  Records per_cpu(5);
  CHECK(per_cpu.import("{\"key_bytes\":\"07000000\",\"values\":[{\"kind\":1},{\"count\":4}]}\n", " -j").out ==
        "{\"records\":1,\"imported\":1,\"dry_run\":false}\n");
  CHECK(per_cpu.store() == FakeStore{{Bytes().put(7), Bytes().put(1).put(0).put(0).put(4)}});
}

TEST_CASE("a bad record is told with its line, and what was imported before") {
  Records fake;
  const Outcome outcome =
      fake.import("{\"key\":7,\"value\":{}}\n{\"key\":8,\"value\":{\"kind\":256}}\n{\"key\":9,\"value\":{}}\n");
  CHECK(outcome.code == 3);
  CHECK(outcome.err == "bpflens: " + fake.file.string() +
                           ", line 2: value.kind: 256 doesn't fit into u8 (0 to 255); 1 records were imported\n");
  CHECK(fake.store().size() == 1);
  CHECK(fake.import("{\"key\":7}\n")
            .err.ends_with("line 1: there is neither value nor value_bytes; 0 records were imported\n"));
  CHECK(fake.import("nonsense\n").err.ends_with("line 1: this is no JSON object; 0 records were imported\n"));
  CHECK(fake.import("{\"key\":7,\"val\":1}\n")
            .err.ends_with("line 1: 'val' is neither a key nor a value; 0 records were imported\n"));
}

TEST_CASE("map import --dry-run changes nothing, --replace empties the map only when all records are good") {
  Records fake;
  fake.store() = {{Bytes().put(1), Bytes().put(1).put(1)}};
  const FakeStore before = fake.store();
  CHECK(fake.import("{\"key\":7,\"value\":{}}\n", " --dry-run").out == "1 records are good\n");
  CHECK(fake.store() == before);
  fake.keys.put(1);
  fake.values.put(1).put(1);
  fake.entries(1);
  CHECK(fake.import("{\"key\":7,\"value\":{}}\nbad\n", " --replace").code == 3);
  CHECK(fake.store() == before);
  CHECK(fake.import("{\"key\":7,\"value\":{}}\n", " --replace").code == 0);
  CHECK(fake.store() == FakeStore{{Bytes().put(7), Bytes().zeros(8)}});
  Records array(2);
  CHECK(array.import("", " --replace").code == 2);
}

TEST_CASE("map get and map set work on variables of data sections") {
  Records fake(2);
  BtfBlob blob;
  const int u32 = blob.integer("u32", 4);
  const int mode = blob.enumeration("mode", 4, {{"SLOW", 0}, {"FAST", 5}});
  fake.maps.all[0].btf_key_type = 0;
  fake.maps.all[0].btf_value_type =
      static_cast<std::uint32_t>(blob.section(".data", 8, {{"counter", u32, 0}, {"mode", mode, 32}}));
  fake.types.blobs[1] = blob.bytes();
  fake.store() = {{Bytes().put(0), Bytes().put(7).put(5)}};
  CHECK(run("map get counts counter", fake.kernel).out == "7\n");
  CHECK(run("-j map get counts mode", fake.kernel).out == "\"FAST\"\n");
  CHECK(run("-j map set counts mode SLOW", fake.kernel).out == "null\n");
  CHECK(run("map set counts counter 9", fake.kernel).code == 0);
  CHECK(fake.store() == FakeStore{{Bytes().put(0), Bytes().put(9).put(0)}});
  CHECK(run("map set counts counter -1", fake.kernel).err ==
        "bpflens: counter: -1 doesn't fit into u32 (0 to 4294967295)\n");
  CHECK(run("map get counts nosuch", fake.kernel).err == "bpflens: there is no 'nosuch' in .data: counter, mode\n");
}

TEST_CASE("a dump can be limited, reduced to keys, and per-CPU values to one") {
  Records fake(5);
  fake.keys.put(7).put(8);
  fake.values.put(1).put(2).put(3).put(4).put(5).put(6).put(7).put(8);
  fake.entries(2, 16);
  CHECK(run("-j map dump counts --keys-only --limit 1", fake.kernel).out ==
        "[{\"key\":[\"0x07\",\"0x00\",\"0x00\",\"0x00\"],\"formatted\":{\"key\":7}}]\n");
  const auto values = [&](const std::string& option) {
    return run("map dump counts --limit 1 " + option, fake.kernel).out;
  };
  const auto entry = [](int kind, int count) {
    return "[\n    {\n        \"key\": 7,\n        \"value\": {\n            \"kind\": " + std::to_string(kind) +
           ",\n            \"count\": " + std::to_string(count) + "\n        }\n    }\n]\n";
  };
  CHECK(values("--sum") == entry(4, 6));
  CHECK(values("--max") == entry(3, 4));
  CHECK(values("--cpu 1") == entry(3, 4));
  CHECK(run("map dump counts --cpu 2", fake.kernel).err == "bpflens: there is no CPU 2: the last one is 1\n");
  CHECK(run("map count counts", fake.kernel).out == "2\n");
  CHECK(run("-j map count counts", fake.kernel).out == "{\"id\":3,\"entries\":2,\"max_entries\":8}\n");
  Records hash(1);
  CHECK(run("map dump counts --sum", hash.kernel).code == 2);
}

}  // namespace
}  // namespace bpflens::test
