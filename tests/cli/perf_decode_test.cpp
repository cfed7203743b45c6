// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Events decoded by the BTF of the programs that write them.
#include <doctest/doctest.h>

#include <cstdint>
#include <cstdlib>
#include <ctime>

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
        "TIME             CPU      PID  COMM                PID  NAME    RESULT  FROM\n"
        "22:13:20.000000    1       42  curl                 42  cu\\\"rl      -2  {\"port\":80}\n");
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
  for (const std::size_t length : {0, 23, 32}) {
    Typed fake;
    fake.data.resize(length);
    fake.events.reads[0][0].data = fake.data;
    const Outcome outcome = run("-j perf stream events", fake.kernel);
    CHECK(outcome.out.starts_with(kStart + "\"raw\":\""));
    CHECK(outcome.err == "bpflens: 1 events received, 0 lost, 1 not of the type that was expected\n");
  }
}

}  // namespace
}  // namespace bpflens::test
