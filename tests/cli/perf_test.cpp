// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>

#include <cstdint>
#include <cstdlib>
#include <ctime>

#include "support/command.hpp"
#include "support/fake_kernel.hpp"

namespace bpflens::test {
namespace {

using model::Event;

model::Map map(std::uint32_t id, const std::string& name, std::uint32_t type = 4) {
  model::Map map;
  map.id = {id};
  map.type = type;
  map.type_name = type == 4 ? "perf_event_array" : "hash";
  map.name = name;
  return map;
}

const std::string kData = "\x78\x56\x34\x12 ok\x01";

Event sample(std::uint64_t nanoseconds, std::int32_t pid, std::uint32_t source = 0) {
  return {.source = source,
          .cpu = 1,
          .pid = pid,
          .tid = pid + 1,
          .time = 1700000000'000000000 + nanoseconds,
          .data = std::as_bytes(std::span(kData))};
}

Event lost(std::uint64_t count) { return {.kind = Event::Kind::lost, .cpu = 1, .lost = count}; }

// A map named "events" with two events and a loss waiting, and times shown in UTC.
struct Streaming : FakeKernel {
  Streaming() {
    setenv("TZ", "UTC", 1);
    tzset();
    maps.all = {map(7, "events"), map(8, "more"), map(9, "counts", 1)};
    processes.comms = {{42, "curl"}, {43, "a\"\x1b"}};
    events.reads = {{sample(5, 42)}, {lost(3), sample(500'000'005, 43)}};
    processes.questions_before_stop = 5;
  }
};

TEST_CASE("perf stream prints a header and a line an event") {
  Streaming fake;
  const Outcome outcome = run("perf stream events", fake.kernel);
  CHECK(outcome.code == 0);
  CHECK(outcome.out ==
        "TIME             CPU      PID  COMM             DATA\n"
        "22:13:20.000000    1       42  curl             78 56 34 12 20 6f 6b 01  |xV4. ok.|\n"
        "-                  1        -  -                lost 3\n"
        "22:13:20.500000    1       43  a\"\\x1b           78 56 34 12 20 6f 6b 01  |xV4. ok.|\n");
  CHECK(outcome.err == "bpflens: 2 events received (4/s over 0.500 s), 3 lost\n");
  CHECK(fake.events.opened == std::vector<model::MapId>{{7}});
  CHECK_FALSE(fake.events.options.force);
}

TEST_CASE("perf stream -j prints one object a line") {
  Streaming fake;
  CHECK(run("-j perf stream id 7", fake.kernel).out ==
        R"({"time":"2023-11-14T22:13:20.000000005Z","ts_ns":1700000000000000005,"cpu":1,"pid":42,"tid":43,)"
        R"("comm":"curl","source":"events","raw":"78563412206f6b01"})"
        "\n"
        R"({"lost":3,"cpu":1,"source":"events"})"
        "\n"
        R"({"time":"2023-11-14T22:13:20.500000005Z","ts_ns":1700000000500000005,"cpu":1,"pid":43,"tid":44,)"
        R"("comm":"a\"\u001b","source":"events","raw":"78563412206f6b01"})"
        "\n");
}

TEST_CASE("several maps at once say which one an event came from") {
  Streaming fake;
  fake.events.reads = {{sample(5, 42, 1)}};
  CHECK(run("perf stream events 8", fake.kernel).out ==
        "TIME             CPU      PID  COMM             SOURCE           DATA\n"
        "22:13:20.000000    1       42  curl             more             78 56 34 12 20 6f 6b 01  |xV4. ok.|\n");
}

TEST_CASE("--count ends the stream after so many events") {
  Streaming fake;
  fake.processes.questions_before_stop = 1000000;
  const Outcome outcome = run("-j perf stream events --count 1", fake.kernel);
  CHECK(outcome.code == 0);
  CHECK(std::count(outcome.out.begin(), outcome.out.end(), '\n') == 1);
  CHECK(outcome.err == "bpflens: 1 event received, 0 lost\n");
}

TEST_CASE("--duration ends the stream after so much time") {
  Streaming fake;
  fake.processes.questions_before_stop = 1000000000;
  CHECK(run("perf stream events --duration 0.01", fake.kernel).code == 0);
}

TEST_CASE("events that bpflens causes itself are left out and counted, unless --own") {
  Streaming fake;
  fake.events.reads = {{sample(5, 1), sample(6, 42)}};
  CHECK(run("-j perf stream events", fake.kernel).err ==
        "bpflens: 1 event received, 0 lost, 1 of this command's own left out (see --own)\n");
  fake.events.reads = {{sample(5, 1), sample(1'000'000'005, 42)}};
  CHECK(run("-j perf stream events --own", fake.kernel).err ==
        "bpflens: 2 events received (2/s over 1.000 s), 0 lost\n");
}

TEST_CASE("processes that have gone keep the name they had") {
  Streaming fake;
  fake.processes.comms = {{40, "make"}};
  fake.events.namings = {{.pid = 41, .parent = 40}, {.pid = 42, .parent = 41}, {.pid = 43, .comm = "cc1"}};
  const std::string out = run("-j perf stream events", fake.kernel).out;
  CHECK(out.find(R"("pid":42,"tid":43,"comm":"make")") != std::string::npos);
  CHECK(out.find(R"("pid":43,"tid":44,"comm":"cc1")") != std::string::npos);
}

TEST_CASE("perf stream passes on buffer, latency and force") {
  Streaming fake;
  run("perf stream events --buffer 64KiB --latency 20 --force", fake.kernel);
  CHECK(fake.events.options.bytes_per_cpu == 65536);
  CHECK(fake.events.options.latency == std::chrono::milliseconds(20));
  CHECK(fake.events.options.force);
}

TEST_CASE("a map that doesn't exist ends perf stream with status 1") {
  Streaming fake;
  const Outcome outcome = run("-j perf stream nosuch", fake.kernel);
  CHECK(outcome.code == 1);
  CHECK(outcome.out == "{\"error\":\"no map named nosuch\"}\n");
  CHECK(run("perf stream", fake.kernel).code == 2);
}

// A ring buffer named "ring" and a perf event array, with one event each.
struct Ring : Streaming {
  Ring() {
    maps.all = {map(7, "events"), map(8, "ring", 27)};
    Event record = sample(6, 0, 1);
    record.anonymous = true;
    events.reads = {{sample(5, 42), record}};
  }
};

TEST_CASE("records of ring buffers tell no process and no CPU, and the summary what isn't known of losses") {
  Ring fake;
  const Outcome outcome = run("-j perf stream events ring", fake.kernel);
  CHECK(outcome.out ==
        R"({"time":"2023-11-14T22:13:20.000000005Z","ts_ns":1700000000000000005,"cpu":1,"pid":42,"tid":43,)"
        R"("comm":"curl","source":"events","raw":"78563412206f6b01"})"
        "\n"
        R"({"time":"2023-11-14T22:13:20.000000006Z","ts_ns":1700000000000000006,"source":"ring",)"
        R"("raw":"78563412206f6b01"})"
        "\n");
  CHECK(outcome.err == "bpflens: 2 events received, 0 lost (ring buffers don't tell of what found no room)\n");
  CHECK(run("perf stream events ring", fake.kernel)
            .out.ends_with("22:13:20.000000    -        -  -                ring             78 56 34 12 20 6f 6b 01  "
                           "|xV4. ok.|\n"));
}

TEST_CASE("who else reads a ring buffer is told, unless it is only peeked at") {
  Ring fake;
  fake.events.reads.clear();
  fake.events.reading[8] = {{.pid = 9, .comm = "tracer"}};
  CHECK(run("perf stream ring", fake.kernel)
            .err.starts_with(
                "bpflens: tracer (process 9) reads map 8, too: each of its records will reach only one of us"));
  const Outcome peeked = run("perf stream ring --peek", fake.kernel);
  CHECK(peeked.err == "bpflens: 0 events received, 0 lost (ring buffers don't tell of what found no room)\n");
  CHECK(fake.events.options.peek);
  const Outcome array = run("perf stream events --peek", fake.kernel);
  CHECK(array.code == 2);
  CHECK(
      array.err ==
      "bpflens: --peek is for ring buffers: what is read out of map 7, of type perf_event_array, is gone for others\n");
}

TEST_CASE("losses that nobody counted are told as such") {
  Ring fake;
  fake.events.reads = {{{.kind = Event::Kind::lost, .anonymous = true, .source = 0}}};
  const Outcome outcome = run("-j perf stream ring --peek", fake.kernel);
  CHECK(outcome.out == "{\"lost\":null,\"source\":\"ring\"}\n");
  CHECK(outcome.err.starts_with("bpflens: 0 events received, 0 lost, and 1 times some that nobody counted"));
}

TEST_CASE("--poll is an interval, or busy") {
  Streaming fake;
  run("perf stream events --poll 0.5", fake.kernel);
  CHECK(fake.events.options.poll == std::chrono::microseconds(500));
  run("perf stream events --poll busy", fake.kernel);
  CHECK(fake.events.options.poll == std::chrono::microseconds(0));
  CHECK(run("perf stream events --poll now", fake.kernel).err ==
        "bpflens: --poll: 'now' is neither a number of milliseconds nor busy\n");
}

TEST_CASE("--string-integers quotes the time, too") {
  Streaming fake;
  CHECK(run("-j perf stream events --string-integers --count 1", fake.kernel)
            .out.find("\"ts_ns\":\"1700000000000000005\",") != std::string::npos);
}

TEST_CASE("--sort puts the CPUs' events in order, across reads") {
  Streaming fake;
  constexpr std::uint64_t kYears = 2'300'000'000'000'000'000;  // what is older than the window is shown at once
  fake.events.reads = {{sample(kYears + 30, 42), sample(kYears + 10, 42)}, {sample(kYears + 20, 42)}};
  const std::string out = run("-j perf stream events --sort 1000", fake.kernel).out;
  const auto at = [&out](const char* time) { return out.find(std::string("\"ts_ns\":40000000000000000") + time); };
  CHECK(at("10") < at("20"));
  CHECK(at("20") < at("30"));
  CHECK(at("30") != std::string::npos);
}

TEST_CASE("--rate prints counts instead of events") {
  Streaming fake;
  const Outcome json = run("-j perf stream events --rate", fake.kernel);
  CHECK(json.out.find(",\"events\":2,\"lost\":3,\"bytes\":16,\"rate\":") != std::string::npos);
  CHECK(json.err == "bpflens: 2 events received (4/s over 0.500 s), 3 lost\n");
  fake.events.reads = {{sample(5, 42)}};
  CHECK(run("perf stream events --rate", fake.kernel)
            .out.starts_with("TIME               EVENTS/S      LOST/S       BYTES/S\n"));
}

TEST_CASE("--where looks at what is known of every event, also of untyped ones") {
  Streaming fake;
  const Outcome outcome = run("-j perf stream events --where pid==43", fake.kernel);
  CHECK(outcome.out.find("\"pid\":42") == std::string::npos);
  CHECK(outcome.out.find("\"pid\":43") != std::string::npos);
  CHECK(outcome.err == "bpflens: 1 event received, 3 lost, 1 others left out\n");
  const Outcome wrong = run("perf stream events --where nosuch==1", fake.kernel);
  CHECK(wrong.code == 2);
  CHECK(wrong.err.starts_with("bpflens: --where: there is no 'nosuch' in "));
}

TEST_CASE("printed lines are events of a source of their own") {
  Streaming fake;
  const std::string line = "           <...>-77      [001] d..21  1234.567890: bpf_trace_printk: hello there";
  Event event{.kind = Event::Kind::line, .anonymous = true, .time = 1700000000'000000005};
  event.data = std::as_bytes(std::span(line));
  fake.events.reads = {{event}};
  const Outcome outcome = run("-j perf stream --printk", fake.kernel);
  CHECK(fake.events.options.printed);
  CHECK(outcome.out ==
        R"({"time":"2023-11-14T22:13:20.000000005Z","ts_ns":1700000000000000005,"cpu":1,"pid":77,"comm":"<...>",)"
        R"("source":"printk","message":"hello there"})"
        "\n");
  fake.events.reads = {{event}};
  CHECK(run("-j perf stream --printk --pid 78", fake.kernel).out.empty());
  fake.events.reads = {{event}};
  CHECK(run("-j perf stream --printk --pid 77", fake.kernel).out == outcome.out);
}

TEST_CASE("--color always marks header and losses") {
  Streaming fake;
  const std::string out = run("--color always perf stream events", fake.kernel).out;
  CHECK(out.starts_with("\x1b[1mTIME"));
  CHECK(out.find("\x1b[31m-                  1        -  -                lost 3\x1b[0m\n") != std::string::npos);
}

struct Running : Streaming {
  Running() {
    loader.maps = {map(9, "counts", 1), map(7, "events")};
    loader.programs.resize(2);
    processes.child_status.reset();
  }
};

TEST_CASE("perf run loads, streams what the object's map brings, and unloads") {
  Running fake;
  const Outcome outcome = run("-j perf run tracer.bpf.o", fake.kernel);
  CHECK(outcome.code == 0);
  CHECK(fake.loader.requests.at(0).path == "tracer.bpf.o");
  CHECK(fake.events.opened == std::vector<model::MapId>{{7}});
  CHECK(std::count(outcome.out.begin(), outcome.out.end(), '\n') == 3);
  CHECK(fake.loader.closed == 1);
}

TEST_CASE("perf run says on standard error what was upgraded") {
  Running fake;
  fake.loader.notices = {"old.o: upgraded 1 legacy map (events)"};
  const Outcome outcome = run("-j perf run old.o", fake.kernel);
  CHECK(outcome.err.starts_with("bpflens: old.o: upgraded 1 legacy map (events)\n"));
  CHECK(std::count(outcome.out.begin(), outcome.out.end(), '\n') == 3);
}

TEST_CASE("perf run ends with its command and takes over the command's status") {
  Running fake;
  fake.processes.questions_before_stop = 1000000;
  fake.processes.child_status = 3;
  const Outcome outcome = run("-j perf run tracer.bpf.o -- make -j4", fake.kernel);
  CHECK(outcome.code == 3);
  CHECK(fake.processes.started.at(0) == std::vector<std::string>{"make", "-j4"});
  CHECK(outcome.err == "bpflens: 2 events received (4/s over 0.500 s), 3 lost\nbpflens: make ended with status 3\n");
  CHECK(fake.loader.closed == 1);
}

TEST_CASE("perf run reads the maps that --map names") {
  Running fake;
  fake.loader.maps.push_back(map(8, "more"));
  run("perf run tracer.bpf.o --map more", fake.kernel);
  CHECK(fake.events.opened == std::vector<model::MapId>{{8}});
  const Outcome outcome = run("perf run tracer.bpf.o --map nosuch", fake.kernel);
  CHECK(outcome.code == 2);
  CHECK(outcome.err == "bpflens: tracer.bpf.o has no map named nosuch\n");
}

TEST_CASE("an object without a map for events is a wrong command line, and is unloaded again") {
  Running fake;
  fake.loader.maps = {map(9, "counts", 1)};
  const Outcome outcome = run("perf run tracer.bpf.o", fake.kernel);
  CHECK(outcome.code == 2);
  CHECK(outcome.err == "bpflens: tracer.bpf.o has no perf event array or ring buffer to read events from\n");
  CHECK(fake.loader.closed == 1);
}

TEST_CASE("a command that can't be run leaves nothing loaded") {
  Running fake;
  fake.processes.failure = kernel::Failure{.operation = "run", .subject = "nosuch", .error = 2};
  const Outcome outcome = run("perf run tracer.bpf.o -- nosuch", fake.kernel);
  CHECK(outcome.code == 3);
  CHECK(outcome.err == "bpflens: cannot run nosuch: ENOENT (No such file or directory)\n");
  CHECK(fake.loader.closed == 1);
}

struct Attached : FakeKernel {
  Attached() {
    using Kind = model::PerfAttachment::Kind;
    attachments.attached.found = {
        {.process = {7, "tracer"}, .fd = 5, .program = {12}, .kind = Kind::tracepoint, .target = "sys_enter_write"},
        {.process = {7, "tracer"}, .fd = 6, .program = {13}, .kind = Kind::kprobe, .target = "do_exit", .offset = 16},
        {.process = {7, "tracer"}, .fd = 7, .program = {14}, .kind = Kind::kretprobe, .address = 0xffff0010},
        {.process = {8, "b"}, .fd = 4, .program = {15}, .kind = Kind::uprobe, .target = "/bin/sh", .offset = 64},
    };
  }
};

TEST_CASE("perf list prints a line an attachment") {
  Attached fake;
  CHECK(run("perf list", fake.kernel).out ==
        "PID  COMM    FD  PROG  TYPE        TARGET\n"
        "  7  tracer   5    12  tracepoint  sys_enter_write\n"
        "  7  tracer   6    13  kprobe      do_exit+0x10\n"
        "  7  tracer   7    14  kretprobe   0xffff0010\n"
        "  8  b        4    15  uprobe      /bin/sh+0x40\n");
  CHECK(run("perf", fake.kernel).out == run("perf show", fake.kernel).out);
}

TEST_CASE("perf list -j is bpftool's array with the comm added") {
  Attached fake;
  CHECK(
      run("-j perf list", fake.kernel).out ==
      R"([{"pid":7,"fd":5,"prog_id":12,"fd_type":"tracepoint","tracepoint":"sys_enter_write","comm":"tracer","source":"perf_event"},)"
      R"({"pid":7,"fd":6,"prog_id":13,"fd_type":"kprobe","func":"do_exit","offset":16,"comm":"tracer","source":"perf_event"},)"
      R"({"pid":7,"fd":7,"prog_id":14,"fd_type":"kretprobe","addr":4294901776,"comm":"tracer","source":"perf_event"},)"
      R"({"pid":8,"fd":4,"prog_id":15,"fd_type":"uprobe","filename":"/bin/sh","offset":64,"comm":"b","source":"perf_event"}])"
      "\n");
}

TEST_CASE("perf list adds the links that no descriptor tells of, with who holds them") {
  Attached fake;
  const auto link = [](std::uint32_t id, const char* type, std::uint32_t program, const char* target) {
    model::Link made;
    made.id = {id};
    made.type_name = type;
    made.program = {program};
    made.target = target;
    return made;
  };
  fake.links.all = {link(1, "perf_event", 12, "sys_enter_write"), link(2, "tracing", 20, "do_exit"),
                    link(3, "xdp", 21, "eth0"), link(4, "kprobe_multi", 22, "do_*")};
  fake.holders.held[model::ObjectKind::link].by_id[2] = {{.process = {9, "loader"}, .dwelling = {}}};
  CHECK(run("perf list", fake.kernel)
            .out.ends_with("  8  b            4    15  uprobe        /bin/sh+0x40\n"
                           "  9  loader  link 2    20  tracing       do_exit\n"
                           "  -  -       link 4    22  kprobe_multi  do_*\n"));
  const std::string json = run("-j perf list", fake.kernel).out;
  CHECK(json.find(R"({"source":"link","link_id":2,"link_type":"tracing","prog_id":20,"target":"do_exit","pids":[)") !=
        std::string::npos);
  CHECK(json.ends_with(R"({"source":"link","link_id":4,"link_type":"kprobe_multi","prog_id":22,"target":"do_*"}])"
                       "\n"));
}

TEST_CASE("perf list says when there were processes it could not look into") {
  FakeKernel fake;
  fake.attachments.attached.hidden_processes = 2;
  const Outcome outcome = run("-j perf list", fake.kernel);
  CHECK(outcome.code == 0);
  CHECK(outcome.out == "[]\n");
  CHECK(outcome.err ==
        "bpflens: the list may be incomplete: the descriptors of 2 processes may not be seen by this one\n");
}

}  // namespace
}  // namespace bpflens::test
