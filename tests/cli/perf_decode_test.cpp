// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Events decoded by the BTF of the programs that write them.
#include <doctest/doctest.h>

#include <cstdint>
#include <cstdlib>
#include <ctime>

#include "insn/instruction.hpp"
#include "support/btf_blob.hpp"
#include "support/command.hpp"
#include "support/fake_kernel.hpp"

namespace bpflens::test {
namespace {

using model::Event;

// struct event { u64 pid; char name[8]; s32 result; struct { u16 port; } from; }, 24 bytes, and others.
std::vector<std::byte> blob(bool exported, std::uint32_t other_size) {
  BtfBlob types;
  const int u64 = types.integer("u64", 8);
  const int u16 = types.integer("u16", 2);
  const int s32 = types.integer("int", 4, BTF_INT_SIGNED);
  const int name = types.array(types.integer("char", 1, BTF_INT_SIGNED), 8);
  const int from = types.structure("address", 2, {{"port", u16, 0}});
  const int event =
      types.structure("event", 24, {{"pid", u64, 0}, {"name", name, 64}, {"result", s32, 128}, {"from", from, 160}});
  types.structure("other", other_size, {{"pid", u64, 0}});
  if (exported) types.section(".bss", 8, {{"unused", types.pointer(types.constant(event)), 0}});
  return types.bytes();
}

struct Typed : FakeKernel {
  std::vector<std::byte> data =
      Bytes().put(std::uint64_t{42}).text("cu\"rl", 8).put(-2).put(std::uint16_t{80}).zeros(6);

  explicit Typed(bool exported = true, std::uint32_t other_size = 8) {
    setenv("TZ", "UTC", 1);
    tzset();
    model::Map map;
    map.id = {7};
    map.type = 4;
    map.name = "events";
    maps.all = {map};
    model::Program writer;
    writer.id = {1};
    writer.map_ids = {{7}};
    writer.btf_id = model::BtfId{5};
    programs.all = {writer};
    types.blobs[5] = blob(exported, other_size);
    events.reads = {{{.cpu = 1, .pid = 42, .tid = 42, .time = 1700000000'000000005, .data = data}}};
    processes.comms = {{42, "curl"}};
    processes.questions_before_stop = 3;
  }
};

const std::string kStart =
    R"({"time":"2023-11-14T22:13:20.000000005Z","ts_ns":1700000000000000005,"cpu":1,"pid":42,"tid":42,)"
    R"("comm":"curl","source":"events",)";
const std::string kDecoded =
    R"("type":"struct event","event":{"pid":42,"name":"cu\"rl","result":-2,"from":{"port":80}}})";
const std::string kRaw = R"("raw":"2a000000000000006375)";

TEST_CASE("a type that the object exports decodes the records, their padding cut") {
  Typed fake;
  CHECK(run("-j perf stream events", fake.kernel).out == kStart + kDecoded + "\n");
}

TEST_CASE("members are columns") {
  Typed fake;
  CHECK(run("perf stream events", fake.kernel).out ==
        "TIME             CPU      PID  COMM                PID  NAME      RESULT  FROM\n"
        "22:13:20.000000    1       42  curl                 42  cu\\\"rl        -2  {\"port\":80}\n");
}

TEST_CASE("--fields chooses members and their order") {
  Typed fake;
  CHECK(run("-j perf stream events --fields result,pid", fake.kernel).out ==
        kStart + R"("type":"struct event","event":{"result":-2,"pid":42}})" + "\n");
  CHECK(run("perf stream events --fields result,pid", fake.kernel).out ==
        "TIME             CPU      PID  COMM             RESULT     PID\n"
        "22:13:20.000000    1       42  curl                 -2      42\n");
  const Outcome outcome = run("perf stream events --fields nosuch", fake.kernel);
  CHECK(outcome.code == 2);
  CHECK(outcome.err == "bpflens: 'struct event': it has no member nosuch that can be shown by itself\n");
}

TEST_CASE("--type names the type, with or without its keyword") {
  for (const char* name : {"event", "struct_event"}) {
    Typed fake(false);
    std::ostringstream out;
    std::ostringstream err;
    std::string type = name;
    std::replace(type.begin(), type.end(), '_', ' ');
    CHECK(cli::run({"-j", "perf", "stream", "events", "--type", type}, fake.kernel, out, err) == 0);
    CHECK(out.str().ends_with(R"("event":{"pid":42,"name":"cu\"rl","result":-2,"from":{"port":80}}})"
                              "\n"));
  }
  Typed fake;
  const Outcome outcome = run("perf stream events --type nosuch", fake.kernel);
  CHECK(outcome.code == 2);
  CHECK(
      outcome.err ==
      "bpflens: there is no type 'nosuch' in the BTF of the programs that use map 7, but struct address, struct event, "
      "struct other\n");
}

TEST_CASE("without a clear choice the bytes are shown") {
  Typed fake(false);
  CHECK(run("-j perf stream events", fake.kernel).out.starts_with(kStart + kRaw));
  Typed unread;
  unread.programs.all.clear();
  CHECK(run("-j perf stream events", unread.kernel).out.starts_with(kStart + kRaw));
  const Outcome outcome = run("perf stream events --type event", unread.kernel);
  CHECK(outcome.code == 2);
}

TEST_CASE("records shorter or longer than the type are shown as bytes, and counted") {
  for (const std::size_t length : {0UL, 23UL, 32UL}) {
    Typed fake;
    fake.data.resize(length);
    fake.events.reads[0][0].data = fake.data;
    const Outcome outcome = run("-j perf stream events", fake.kernel);
    CHECK(outcome.out.starts_with(kStart + "\"raw\":\""));
    CHECK(outcome.err == "bpflens: 1 event received, 0 lost, 1 not of the type that was expected\n");
  }
}

// bpf_perf_event_output(ctx, map 7, flags, data, length), as the kernel gives it out.
std::vector<std::byte> output_of_length(std::int32_t length) {
  const std::vector<insn::Instruction> code = {{.code = 0x18, .dst = 2, .src = 1, .imm = 7},
                                               {},
                                               {.code = 0xb7, .dst = 5, .imm = length},
                                               {.code = 0x85, .imm = 25}};
  return insn::encode(code);
}

TEST_CASE("the length at the calls that write chooses the type of that size") {
  Typed fake(false);
  fake.programs.codes[1].translated = output_of_length(24);
  CHECK(run("-j perf stream events", fake.kernel).out == kStart + kDecoded + "\n");
  Typed other(false);
  other.programs.codes[1].translated = output_of_length(28);  // no type has it; what is beyond is padding
  CHECK(run("-j perf stream events", other.kernel)
            .out.ends_with("\"raw\":\"2a00000000000000637522726c000000feffffff5000000000000000\"}\n"));
}

TEST_CASE("among types of one size the name decides, if it goes with the map's") {
  Typed fake(false, 24);  // struct event and struct other
  fake.programs.codes[1].translated = output_of_length(24);
  CHECK(run("-j perf stream events", fake.kernel).out == kStart + kDecoded + "\n");
  fake.maps.all[0].name = "others";
  fake.events.reads = {{{.cpu = 1, .pid = 42, .tid = 42, .time = 1700000000'000000005, .data = fake.data}}};
  CHECK(run("-j perf stream others", fake.kernel).out.find("\"type\":\"struct other\",\"event\":{\"pid\":42}}") !=
        std::string::npos);
}

TEST_CASE("records of several lengths are of several types") {
  Typed fake(false, 8);
  auto code = output_of_length(24);
  const auto more = output_of_length(8);
  code.insert(code.end(), more.begin(), more.end());
  fake.programs.codes[1].translated = code;
  const std::vector<std::byte> small = Bytes().put(std::uint64_t{9}).zeros(4);
  Event second{.cpu = 1, .pid = 42, .tid = 42, .time = 1700000000'000000005, .data = small};
  fake.events.reads[0].push_back(second);
  const Outcome outcome = run("-j perf stream events", fake.kernel);
  CHECK(outcome.out == kStart + kDecoded + "\n" + kStart + R"("type":"struct other","event":{"pid":9}})" + "\n");
  Typed text(false, 8);
  text.programs.codes[1].translated = code;
  CHECK(run("perf stream events", text.kernel)
            .out.ends_with(R"(struct event {"pid":42,"name":"cu\"rl","result":-2,"from":{"port":80}})"
                           "\n"));
}

TEST_CASE("--layout says what records are as C declares it") {
  Typed fake(false);
  CHECK(run_words({"-j", "perf", "stream", "events", "--layout", "u64 pid; char name[8]; u32 rest[2]"}, fake.kernel)
            .out == kStart + R"("type":"struct","event":{"pid":42,"name":"cu\"rl","rest":[4294967294,80]}})" + "\n");
  const Outcome outcome = run_words({"perf", "stream", "events", "--layout", "nosuch a"}, fake.kernel);
  CHECK(outcome.code == 2);
  CHECK(outcome.err == "bpflens: --layout: 'nosuch' is no type\n");
}

TEST_CASE("--type-by chooses by the value of a member") {
  Typed fake(false);
  fake.events.reads[0].push_back(fake.events.reads[0][0]);
  const std::vector<std::byte> small = Bytes().put(std::uint64_t{7});
  fake.events.reads[0][1].data = small;
  CHECK(run_words({"-j", "perf", "stream", "events", "--type-by", "pid=42:struct event", "--type-by", "pid=7:other",
                   "--fields", "pid,result"},
                  fake.kernel)
            .out == kStart + R"("type":"struct event","event":{"pid":42,"result":-2}})" + "\n" + kStart +
                        R"("type":"other","event":{"pid":7}})" + "\n");
  CHECK(run("perf stream events --type-by pid:event", fake.kernel).err ==
        "bpflens: --type-by: 'pid:event' is not of the form FIELD=VALUE:TYPE\n");
  CHECK(run("perf stream events --type-by nosuch=1:event", fake.kernel).code == 2);
}

TEST_CASE("--as gives members a meaning, and --sym names to addresses") {
  Typed fake;
  fake.symbols.names[42] = "main+0x2a";
  CHECK(run("-j perf stream events --as result=ipv4 --as name=mac --sym pid", fake.kernel).err ==
        "bpflens: --as, --sym: 'name' has 8 bytes, not 6\n");
  CHECK(run("-j perf stream events --as result=ipv4 --as from.port=be --sym pid", fake.kernel).out ==
        kStart + R"("type":"struct event","event":{"pid":"main+0x2a","name":"cu\"rl","result":"254.255.255.255",)" +
            R"("from":{"port":20480}}})" + "\n");
  CHECK(
      run("perf stream events --as result=nosuch", fake.kernel).err ==
      "bpflens: --as: 'result=nosuch' is not of the form FIELD=FORMAT, with one of ipv4, ipv6, ip, mac, duration, be, "
      "hex, string, symbol\n");
  Typed untyped(false);
  CHECK(run("perf stream events --as pid=hex", untyped.kernel).err ==
        "bpflens: --as, --sym: the type of the records isn't known: give --type or --layout\n");
}

TEST_CASE("--where compares members, and addresses as they are written") {
  for (const char* holds : {"result==-2", "pid==42&&cpu==1", "name==\"cu\"", "from.port>79", "result==-2||pid==1"}) {
    Typed fake;
    const bool is = std::string(holds).find("name") == std::string::npos;
    CHECK_MESSAGE(run("-j perf stream events --where " + std::string(holds), fake.kernel).out.empty() == !is, holds);
  }
  Typed fake;
  CHECK_FALSE(run("-j perf stream events --as result=ipv4 --where result==254.255.255.255", fake.kernel).out.empty());
  Typed other;
  CHECK(run("-j perf stream events --as from.port=be --where from.port==80", other.kernel).out.empty());
}

}  // namespace
}  // namespace bpflens::test
