// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Looking into compiled objects. What a compiler makes of a fixture may differ from one to the next: numbers of
// instructions are not compared.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "support/command.hpp"
#include "support/fake_kernel.hpp"
#include "support/fixtures.hpp"

namespace bpflens::test {
namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

nlohmann::json json_of(const std::string& line) {
  FakeKernel fake;
  const Outcome done = run("-j " + line, fake.kernel);
  CHECK(done.code == 0);
  return nlohmann::json::parse(done.out);
}

TEST_CASE("object show tells programs, maps, globals and what is old in an object") {
  FakeKernel fake;
  const Outcome text = run("object show " + fixture_path("legacy_maps"), fake.kernel);
  CHECK(text.code == 0);
  CHECK(has(text.out, "licence:   Dual BSD/GPL\n"));
  CHECK(has(text.out,
            "legacy:    when loaded: upgraded 2 legacy maps (hash_map, counts); took section socket1 as socket\n"));
  CHECK(has(text.out, "count_by_key  socket1  socket_filter  -"));
  CHECK(has(text.out, "hash_map  hash     4      8     1000  no_prealloc  -         -           legacy\n"));
  CHECK(has(text.out, "runs  .bss          0     8  __u64\n"));

  nlohmann::json json = json_of("object show " + fixture_path("legacy_maps"));
  CHECK(json["license"] == "Dual BSD/GPL");
  CHECK(json["gpl_compatible"] == true);
  CHECK(json["programs"][0]["name"] == "count_by_key");
  CHECK(json["programs"][0]["type"] == "socket_filter");
  CHECK(json["programs"][0]["prototype"] == "int count_by_key(struct __sk_buff * skb)");
  CHECK(json["maps"][0] == nlohmann::json::parse(R"({"name":"hash_map","type":"hash","key_size":4,"value_size":8,
      "max_entries":1000,"flags":["no_prealloc"],"defined_by":"legacy"})"));
  CHECK(json["globals"] ==
        nlohmann::json::parse(R"([{"name":"runs","section":".bss","offset":0,"size":8,"type":"__u64"}])"));
}

TEST_CASE("object show tells externs, CO-RE relocations and subprograms") {
  const nlohmann::json json = json_of("object show " + fixture_path("requirements"));
  CHECK(json["subprograms"][0]["name"] == "record");
  CHECK(json["subprograms"][0]["global"] == false);
  std::string externs;
  for (const nlohmann::json& one : json["externs"])
    externs += one["name"].get<std::string>() + ":" + one["kind"].get<std::string>() + " ";
  CHECK(has(externs, "bpf_task_release:kernel function"));
  CHECK(has(externs, "CONFIG_HZ:build option"));
  CHECK(has(json["core_relocations"].dump(), R"("kind":"member_offset","target":"struct task_struct___here.pid")"));
  FakeKernel fake;
  const std::string text = run("object show " + fixture_path("requirements"), fake.kernel).out;
  CHECK(has(text, "bpf_task_from_pid  kernel function"));
  CHECK(has(text, "it is zero"));
  CHECK(has(text, "enumerator_exists"));
}

TEST_CASE("object show --relocations answers what clang wrote and what the loader makes of it") {
  FakeKernel fake;
  const std::string line = "object show " + fixture_path("legacy_maps") + " --relocations";
  const std::string text = run(line, fake.kernel).out;
  CHECK(text.starts_with("FUNCTION      INSN  WRITTEN   RELOCATION            LOADED AS\n"));
  CHECK(has(text, "  r1 = 0x0  R_BPF_64_64 hash_map  BPF_LD_MAP_FD(R1, fd of hash_map)\n"));
  CHECK(has(text, "BPF_LD_MAP_VALUE(R1, fd of .bss, 0) for runs\n"));
  const nlohmann::json json = json_of(line);
  CHECK(json[0]["function"] == "count_by_key");
  CHECK(json[0]["written"] == "r1 = 0x0");
  CHECK(json[0]["relocation"] == "R_BPF_64_64 hash_map");
  CHECK(json[0]["loaded_as"] == "BPF_LD_MAP_FD(R1, fd of hash_map)");
  CHECK_FALSE(json[0].contains("map_id"));
}

TEST_CASE("object show --relocations --load tells the ids that maps got") {
  FakeKernel fake;
  fake.loader.maps = {{.id = {31}, .name = "hash_map"}, {.id = {32}, .name = "counts"}, {.id = {33}, .name = ".bss"}};
  const std::string path = fixture_path("legacy_maps");
  const Outcome text = run("object show " + path + " --relocations --load", fake.kernel);
  CHECK(has(text.out, "MAP ID\n"));
  CHECK(has(text.out, " 31\n"));
  CHECK(fake.loader.closed == 1);
  const nlohmann::json json =
      nlohmann::json::parse(run("-j object show " + path + " --relocations --load", fake.kernel).out);
  CHECK(json[0]["map_id"] == 31);
  CHECK(run("object show " + path + " --load", fake.kernel).code == 2);
}

TEST_CASE("object dump shows instructions with source lines, helpers and relocations") {
  FakeKernel fake;
  const std::string text = run("object dump " + fixture_path("legacy_maps"), fake.kernel).out;
  CHECK(
      text.starts_with("; count_by_key: socket_filter, section socket1\nint count_by_key(struct __sk_buff * skb):\n"));
  CHECK(has(text, "(18) r1 = 0x0  ; R_BPF_64_64 hash_map: BPF_LD_MAP_FD(R1, fd of hash_map)\n"));
  CHECK(has(text, "(85) call bpf_map_update_elem#2\n"));
  const nlohmann::json json = json_of("object dump " + fixture_path("subprograms") + " outer --opcodes");
  CHECK(json.size() == 1);
  CHECK(json[0]["name"] == "outer");
  CHECK(json[0]["insns"][0].contains("opcodes"));
  CHECK(json_of("object dump " + fixture_path("subprograms")).size() == 2);
}

TEST_CASE("object dump --as macros and --as raw write programs with their subprograms behind them") {
  FakeKernel fake;
  const std::string macros = run("object dump " + fixture_path("subprograms") + " --as macros", fake.kernel).out;
  CHECK(macros.starts_with("/* outer: socket_filter, section socket */\n/* int outer(struct __sk_buff * skb) */\n"));
  CHECK(has(macros, "BPF_LD_MAP_FD(BPF_REG_1, lengths_fd),\n"));
  CHECK(has(macros, "BPF_RAW_INSN(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_map_lookup_elem),\n"));
  CHECK(has(macros, "BPF_CALL_REL("));
  CHECK(has(macros, "/* int triple(int x) */\n"));
  CHECK(has(macros, "bss_fd, 0),\n"));
  const std::string raw = run("object dump " + fixture_path("subprograms") + " --as raw", fake.kernel).out;
  CHECK(raw.size() % 8 == 0);
  CHECK(static_cast<unsigned char>(raw[raw.size() - 8]) == 0x95);
  const Outcome needy = run("object dump " + fixture_path("requirements") + " on_new --as raw", fake.kernel);
  CHECK(has(needy.err, "bpflens: on_new needs CONFIG_HZ of the kernel that loads it: only a loader can put it in\n"));
  CHECK(has(needy.err, "bpflens: on_new has CO-RE relocations"));
}

TEST_CASE("object dump says which functions there are") {
  FakeKernel fake;
  const std::string path = fixture_path("subprograms");
  CHECK(run("object dump " + path + " nothing", fake.kernel).err ==
        "bpflens: " + path + " has no function named 'nothing': there are triple, outer\n");
  CHECK(run("object dump " + fixture_path("two_programs") + " --as raw", fake.kernel).code == 2);
  CHECK(run("object dump " + path + " --file /tmp/x", fake.kernel).code == 2);
}

TEST_CASE("object diff is silent on the same object and tells what changed otherwise") {
  FakeKernel fake;
  const std::string same = fixture_path("subprograms");
  const Outcome nothing = run("object diff " + same + " " + same, fake.kernel);
  CHECK(nothing.code == 0);
  CHECK(nothing.out.empty());
  const std::string line = "object diff " + fixture_path("legacy_maps") + " " + fixture_path("legacy_maps_without_btf");
  const Outcome text = run(line, fake.kernel);
  CHECK(text.code == 1);
  CHECK(has(text.out, "~ program count_by_key\n    prototype: int count_by_key(struct __sk_buff * skb) -> none\n"));
  CHECK(has(text.out, "- global runs\n"));
  const Outcome json = run("-j object diff " + same + " " + fixture_path("two_programs"), fake.kernel);
  CHECK(json.code == 1);
  CHECK(nlohmann::json::parse(json.out)["same"] == false);
}

TEST_CASE("what is no object is refused by every verb that reads one") {
  FakeKernel fake;
  for (const char* verb : {"show", "dump"}) {
    const Outcome refused = run(std::string("object ") + verb + " /bin/sh", fake.kernel);
    CHECK(refused.code == 3);
    CHECK(refused.err.starts_with("bpflens: cannot read /bin/sh: "));
    CHECK(run(std::string("object ") + verb + " /nonexistent", fake.kernel).code != 0);
  }
  CHECK(run("object diff /bin/sh /bin/sh", fake.kernel).code == 3);
}

}  // namespace
}  // namespace bpflens::test
