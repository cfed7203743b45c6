// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Real events: a raw tracepoint program that a test run starts on the CPU the test chooses.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <doctest/doctest.h>
#include <poll.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <memory>

#include "kernel/error.hpp"
#include "kernel/libbpf/cpus.hpp"
#include "kernel/libbpf/system.hpp"
#include "kernel/libbpf/zeroed.hpp"
#include "support/fixtures.hpp"

namespace bpflens::test {
namespace {

using model::Event;
using std::chrono_literals::operator""ms;

struct Writer {
  std::unique_ptr<bpf_object, decltype(&bpf_object__close)> object{nullptr, bpf_object__close};

  Writer() {
    object.reset(bpf_object__open(fixture_path("perf_output").c_str()));
    REQUIRE(object != nullptr);
    REQUIRE(bpf_object__load(object.get()) == 0);
  }
  int map_fd(const char* name) const { return bpf_object__find_map_fd_by_name(object.get(), name); }

  model::Map records(kernel::Kernel& kernel) const {
    auto info = kernel::zeroed<bpf_map_info>();
    std::uint32_t size = sizeof info;
    REQUIRE(bpf_obj_get_info_by_fd(map_fd("records"), &info, &size) == 0);
    return kernel.maps.find({info.id}).value();
  }
  void write(std::uint64_t count, std::uint32_t cpu) const {
    LIBBPF_OPTS(bpf_test_run_opts, options, .ctx_in = &count, .ctx_size_in = sizeof count,
                .flags = BPF_F_TEST_RUN_ON_CPU, .cpu = cpu);
    const int fd = bpf_program__fd(bpf_object__find_program_by_name(object.get(), "write_records"));
    REQUIRE(bpf_prog_test_run_opts(fd, &options) == 0);
  }
  // {written, refused}
  std::array<std::uint64_t, 2> counts() const {
    std::array<std::uint64_t, 2> values{};
    const std::uint32_t zero = 0;
    REQUIRE(bpf_map_lookup_elem(map_fd(".bss"), &zero, values.data()) == 0);
    return values;
  }
};

// Keeps this thread on one CPU while it lives.
class OnCpu {
 public:
  explicit OnCpu(std::uint32_t cpu) {
    REQUIRE(sched_getaffinity(0, sizeof before_, &before_) == 0);
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    REQUIRE(sched_setaffinity(0, sizeof one, &one) == 0);
  }
  ~OnCpu() { sched_setaffinity(0, sizeof before_, &before_); }
  OnCpu(const OnCpu&) = delete;
  OnCpu& operator=(const OnCpu&) = delete;

 private:
  cpu_set_t before_;
};

std::uint64_t number_in(const Event& event) {
  std::uint64_t number = 0;
  REQUIRE(event.data.size() >= sizeof number);
  std::memcpy(&number, event.data.data(), sizeof number);
  return number;
}

struct Totals {
  std::uint64_t received = 0;
  std::uint64_t lost = 0;
  void add(std::span<const Event> events) {
    for (const Event& event : events) event.kind == Event::Kind::lost ? void(lost += event.lost) : void(++received);
  }
};

TEST_CASE("an event tells its writer, its time, its CPU and its data") {
  kernel::System system;
  const Writer writer;
  const model::Map map = writer.records(system.kernel());
  const auto stream = system.kernel().events.open({&map, 1}, {});
  const auto before = std::chrono::system_clock::now().time_since_epoch().count();
  const std::uint32_t cpu = kernel::online_cpus().back();
  const OnCpu there(cpu);  // from another CPU the program would run in whatever task is interrupted there
  writer.write(1, cpu);
  const auto events = stream->read(2000ms);
  REQUIRE(events.size() == 1);
  CHECK(events[0].kind == Event::Kind::sample);
  CHECK(events[0].pid == getpid());
  CHECK(events[0].cpu == cpu);
  CHECK(events[0].source == 0);
  CHECK(events[0].time >= static_cast<std::uint64_t>(before));
  CHECK(events[0].time <= static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count()));
  CHECK(events[0].data.size() == 20);  // 16, and the kernel's padding
  CHECK(number_in(events[0]) == 0);
  CHECK(stream->read(0ms).empty());
}

TEST_CASE("more events than the ring is long arrive in order, records over its end included") {
  kernel::System system;
  const Writer writer;
  const model::Map map = writer.records(system.kernel());
  const auto stream = system.kernel().events.open({&map, 1}, {.bytes_per_cpu = 4096});
  std::uint64_t received = 0;
  for (int round = 0; round < 30; ++round) {
    writer.write(20, 0);
    std::uint64_t expected = 0;
    for (const Event& event : stream->read(1000ms)) {
      CHECK(number_in(event) == expected++);
      ++received;
    }
  }
  CHECK(received == 600);
}

TEST_CASE("what was lost is counted to the last record") {
  kernel::System system;
  const Writer writer;
  const model::Map map = writer.records(system.kernel());
  const auto stream = system.kernel().events.open({&map, 1}, {.bytes_per_cpu = 4096});
  const auto write_5000 = [&writer](std::uint32_t cpu) {
    for (int i = 0; i < 5; ++i) writer.write(1000, cpu);
  };
  for (const std::uint32_t cpu : kernel::online_cpus()) write_5000(cpu);
  Totals totals;
  totals.add(stream->read(0ms));
  for (const std::uint32_t cpu : kernel::online_cpus()) write_5000(cpu);
  stream->finish();
  for (auto events = stream->read(0ms); !events.empty(); events = stream->read(0ms)) totals.add(events);
  const auto [written, refused] = writer.counts();
  CHECK(totals.received == written);
  CHECK(totals.received + totals.lost == 10000 * kernel::online_cpus().size());
  CHECK(refused > 0);
}

TEST_CASE("once a stream is finished or gone the map's slots are empty") {
  kernel::System system;
  const Writer writer;
  const model::Map map = writer.records(system.kernel());
  {
    const auto stream = system.kernel().events.open({&map, 1}, {});
    writer.write(1, 0);
    stream->finish();
    writer.write(1, 0);
    CHECK(stream->read(0ms).size() == 1);
    CHECK(stream->read(0ms).empty());
  }
  CHECK(writer.counts()[1] == 1);
  for (const std::uint32_t cpu : kernel::online_cpus()) {
    CHECK(bpf_map_delete_elem(writer.map_fd("records"), &cpu) != 0);
    CHECK(errno == ENOENT);
  }
}

TEST_CASE("a descriptor that becomes readable ends the wait") {
  kernel::System system;
  const Writer writer;
  const model::Map map = writer.records(system.kernel());
  const auto stream = system.kernel().events.open({&map, 1}, {});
  std::array<int, 2> pipe_ends{};
  REQUIRE(pipe(pipe_ends.data()) == 0);
  REQUIRE(::write(pipe_ends[1], "x", 1) == 1);
  stream->wake_on(pipe_ends[0]);
  CHECK(stream->read(60000ms).empty());
  for (const int fd : pipe_ends) close(fd);
}

TEST_CASE("a process that has come, renamed itself and gone is known by both names") {
  kernel::System system;
  const Writer writer;
  const model::Map map = writer.records(system.kernel());
  const auto stream = system.kernel().events.open({&map, 1}, {});
  const auto child = system.kernel().processes.start({"true"}, true);
  pollfd ended{.fd = child->descriptor(), .events = POLLIN};
  REQUIRE(poll(&ended, 1, 10000) == 1);
  int pid = 0;
  const auto namings = stream->namings();
  for (const model::Naming& naming : namings)
    if (naming.parent == getpid()) pid = naming.pid;
  REQUIRE(pid != 0);
  const auto renamed = std::find_if(namings.begin(), namings.end(),
                                    [pid](const auto& naming) { return naming.pid == pid && naming.parent == 0; });
  REQUIRE(renamed != namings.end());
  CHECK(renamed->comm == "true");
  CHECK(stream->read(0ms).empty());
}

TEST_CASE("a map without events is refused by its type") {
  kernel::System system;
  const Writer writer;
  model::Map map = writer.records(system.kernel());
  map.type = BPF_MAP_TYPE_HASH;
  map.type_name = "hash";
  CHECK_THROWS_WITH_AS(system.kernel().events.open({&map, 1}, {}), doctest::Contains("it is of type hash"),
                       kernel::Error);
}

}  // namespace
}  // namespace bpflens::test
