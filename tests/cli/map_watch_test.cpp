// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "map watch" and "map event_pipe".
#include <doctest/doctest.h>

#include <cstdint>
#include <regex>

#include "support/btf_blob.hpp"
#include "support/command.hpp"
#include "support/fake_kernel.hpp"

namespace bpflens::test {
namespace {

// What a map holds at each reading.
struct Readings : FakeMaps {
  struct Reading {
    Bytes keys;
    Bytes values;
    std::size_t count = 0;
  };
  std::vector<Reading> readings;
  std::size_t at = 0;

  std::unique_ptr<kernel::Entries> entries(const model::Map&) override {
    const Reading& reading = readings[std::min(at++, readings.size() - 1)];
    auto walk = std::make_unique<FakeEntries>();
    walk->batches = {{.count = reading.count,
                      .keys = reading.keys.get().data(),
                      .values = reading.values.get().data(),
                      .key_stride = 4,
                      .value_stride = 8}};
    return walk;
  }
};

struct Watching : FakeKernel {
  Readings changing;
  kernel::Kernel watched{programs, changing, types,   pins,  loader,  events,  attachments, prober, processes,
                         host,     kfuncs,   holders, links, network, cgroups, dwellings,   symbols};

  explicit Watching(bool typed) {
    model::Map map = counts_map();
    if (typed) {
      BtfBlob blob;
      const int u32 = blob.integer("u32", 4);
      map.btf_id = model::BtfId{1};
      map.btf_key_type = static_cast<std::uint32_t>(u32);
      map.btf_value_type =
          static_cast<std::uint32_t>(blob.structure("pair", 8, {{"calls", u32, 0}, {"errors", u32, 32}}));
      types.blobs[1] = blob.bytes();
    }
    changing.all = {map};
    changing.readings = {{Bytes().put(1).put(2), Bytes().put(10).put(0).put(7).put(0), 2},
                         {Bytes().put(1).put(2), Bytes().put(14).put(1).put(7).put(0), 2},
                         {Bytes().put(1).put(3), Bytes().put(14).put(1).put(5).put(5), 2}};
  }

  // The lines, with what depends on the clock replaced.
  std::string lines(const std::string& options) {
    std::string text = run("map watch counts --interval 0.01 --count 3" + options, watched).out;
    text = std::regex_replace(text, std::regex("\"time\":\"[^\"]*\""), "\"time\":T");
    return std::regex_replace(text, std::regex("(\"(?:calls|errors|rate)\":)[0-9]+\\.[0-9]"), "$1R");
  }
};

TEST_CASE("map watch tells what was added, changed and removed, as JSON lines when nobody looks") {
  Watching fake(true);
  CHECK(fake.lines("") ==
        R"({"time":T,"change":"changed","key":1,"value":{"calls":14,"errors":1},"was":{"calls":10,"errors":0},)"
        R"("delta":{"calls":4,"errors":1},"rate":{"calls":R,"errors":R}})"
        "\n"
        R"({"time":T,"change":"added","key":3,"value":{"calls":5,"errors":5}})"
        "\n"
        R"({"time":T,"change":"removed","key":2,"value":{"calls":7,"errors":0}})"
        "\n");
}

TEST_CASE("map watch shows bytes where no type is known, and one number's difference alone") {
  Watching fake(false);
  CHECK(fake.lines("").starts_with(
      R"({"time":T,"change":"changed","key_bytes":"01000000","value_bytes":"0e00000001000000",)"
      R"("was_bytes":"0a00000000000000","delta":4294967300,"rate":R})"
      "\n"));
}

TEST_CASE("map watch leaves out what the condition doesn't hold for") {
  Watching fake(true);
  CHECK(fake.lines(" --where value.errors==5") ==
        R"({"time":T,"change":"added","key":3,"value":{"calls":5,"errors":5}})"
        "\n");
  CHECK(run("map watch counts --where value.nosuch==5", fake.watched).code == 2);
}

TEST_CASE("map watch on a terminal is text with differences and rates") {
  Watching fake(true);
  fake.host.columns = 80;
  const Outcome outcome = run("map watch counts --interval 0.01 --count 2", fake.watched);
  const std::regex line(R"(\d\d:\d\d:\d\d\.\d+  changed  \{"key":1,"value":\{"calls":14,"errors":1\}\})"
                        R"(  calls \+4 \(\+[0-9.]+/s\)  errors \+1 \(\+[0-9.]+/s\)\n)");
  CHECK_MESSAGE(std::regex_match(outcome.out, line), outcome.out);
  CHECK(outcome.err == "bpflens: watching map 3 (2 entries), a reading every 0.01 s\n");
}

struct Piping : FakeKernel {
  std::string data = "\x01\xff";

  Piping() {
    model::Map map;
    map.id = {7};
    map.type = 4;
    map.type_name = "perf_event_array";
    map.name = "events";
    maps.all = {map};
    const auto sample = [this](std::uint32_t cpu, std::int32_t pid) {
      return model::Event{.cpu = cpu, .pid = pid, .time = 1'000'000'005, .data = std::as_bytes(std::span(data))};
    };
    events.reads = {{sample(1, 42), sample(0, 1)},
                    {model::Event{.kind = model::Event::Kind::lost, .cpu = 0, .lost = 3}, sample(0, 43)}};
    processes.questions_before_stop = 3;
  }
};

TEST_CASE("map event_pipe writes bpftool's text and one array of JSON") {
  Piping text;
  CHECK(run("map event_pipe events", text.kernel).out ==
        "== @1.000000005 CPU: 1 index: 1 =====\n01 ff\n"
        "lost 3 events\n"
        "== @1.000000005 CPU: 0 index: 0 =====\n01 ff\n");
  Piping json;
  CHECK(run("-j map event_pipe id 7", json.kernel).out ==
        R"([{"type":9,"cpu":1,"index":1,"timestamp":1000000005,"data":["0x01","0xff"]},)"
        R"({"type":2,"cpu":0,"index":0,"lost":{"id":0,"count":3}},)"
        R"({"type":9,"cpu":0,"index":0,"timestamp":1000000005,"data":["0x01","0xff"]}])"
        "\n");
  Piping one;
  CHECK(run("-j map event_pipe id 7 cpu 1 index 1", one.kernel).out ==
        R"([{"type":9,"cpu":1,"index":1,"timestamp":1000000005,"data":["0x01","0xff"]}])"
        "\n");
  Piping pretty;
  CHECK(run("-p map event_pipe id 7 cpu 1 index 1", pretty.kernel).out ==
        "[\n    {\n        \"type\": 9,\n        \"cpu\": 1,\n        \"index\": 1,\n"
        "        \"timestamp\": 1000000005,\n        \"data\": [\"0x01\", \"0xff\"]\n    }\n]\n");
}

TEST_CASE("map event_pipe refuses what holds no events") {
  Piping fake;
  fake.maps.all[0].type = 1;
  fake.maps.all[0].type_name = "hash";
  CHECK(run("map event_pipe events", fake.kernel).err ==
        "bpflens: map 7 is a hash: event_pipe reads perf event arrays\n");
  Piping other;
  CHECK(run("map event_pipe events cpu 1 index 0", other.kernel).code == 2);
}

}  // namespace
}  // namespace bpflens::test
