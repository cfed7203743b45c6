// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Real ring buffers: a raw tracepoint program that a test run starts writes as many records as the test wants.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <doctest/doctest.h>
#include <linux/bpf.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "kernel/error.hpp"
#include "kernel/libbpf/system.hpp"
#include "kernel/libbpf/zeroed.hpp"
#include "support/kernel_objects.hpp"
#include "support/needs.hpp"

namespace bpflens::test {
namespace {

using model::Event;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""us;

struct RingWriter {
  Object object = load_fixture("ring_output");

  model::Map map(kernel::Kernel& kernel, const char* name) const {
    auto info = kernel::zeroed<bpf_map_info>();
    std::uint32_t size = sizeof info;
    const int fd = bpf_object__find_map_fd_by_name(object.get(), name);
    REQUIRE(bpf_obj_get_info_by_fd(fd, &info, &size) == 0);
    return kernel.maps.find({info.id}).value();
  }
  void write(std::uint64_t count, std::uint64_t flags = 0) const {
    std::array<std::uint64_t, 2> arguments = {count, flags};
    LIBBPF_OPTS(bpf_test_run_opts, options, .ctx_in = arguments.data(), .ctx_size_in = sizeof arguments);
    const int fd = bpf_program__fd(bpf_object__find_program_by_name(object.get(), "write_records"));
    REQUIRE(bpf_prog_test_run_opts(fd, &options) == 0);
  }
  // {written, refused}
  std::array<std::uint64_t, 2> counts() const {
    std::array<std::uint64_t, 2> values{};
    const std::uint32_t zero = 0;
    const int fd = bpf_object__find_map_fd_by_name(object.get(), ".bss");
    REQUIRE(bpf_map_lookup_elem(fd, &zero, values.data()) == 0);
    return values;
  }
};

std::uint64_t number_of(const Event& event) {
  std::uint64_t number = 0;
  REQUIRE(event.data.size() == 12);
  std::memcpy(&number, event.data.data(), sizeof number);
  return number;
}

std::vector<std::uint64_t> numbers_of(std::span<const Event> events) {
  std::vector<std::uint64_t> numbers;
  for (const Event& event : events) numbers.push_back(number_of(event));
  return numbers;
}

using Numbers = std::vector<std::uint64_t>;

TEST_CASE("a ring buffer's records come in order, whole, without what was discarded") {
  NEED_ROOT();
  kernel::System system;
  const RingWriter writer;
  const model::Map map = writer.map(system.kernel(), "records");
  const auto stream = system.kernel().events.open({&map, 1}, {});
  const auto before = std::chrono::system_clock::now().time_since_epoch().count();
  writer.write(12);
  const auto events = stream->read(2000ms);
  CHECK(numbers_of(events) == Numbers{0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11});
  CHECK(events[0].anonymous);
  CHECK(events[0].time >= static_cast<std::uint64_t>(before));
  CHECK(stream->read(0ms).empty());
}

TEST_CASE("all that found room is read, round after round over the buffer's end") {
  NEED_ROOT();
  kernel::System system;
  const RingWriter writer;
  const model::Map map = writer.map(system.kernel(), "records");
  const auto stream = system.kernel().events.open({&map, 1}, {});
  std::uint64_t received = 0;
  for (int round = 0; round < 50; ++round) {
    writer.write(round % 2 == 0 ? 100 : 1000);
    for (auto events = stream->read(0ms); !events.empty(); events = stream->read(0ms)) received += events.size();
  }
  const auto [written, refused] = writer.counts();
  CHECK(received == written);
  CHECK(refused > 0);
}

TEST_CASE("to peek is to leave the records for the reader, also for those who peek") {
  NEED_ROOT();
  kernel::System system;
  const RingWriter writer;
  const model::Map map = writer.map(system.kernel(), "records");
  writer.write(3);
  for (int time = 0; time < 2; ++time) {
    const auto peeking = system.kernel().events.open({&map, 1}, {.peek = true});
    CHECK(numbers_of(peeking->read(0ms)) == Numbers{0, 1, 2});
    CHECK(peeking->read(10ms).empty());
  }
  const auto peeking = system.kernel().events.open({&map, 1}, {.peek = true});
  const auto reading = system.kernel().events.open({&map, 1}, {});
  CHECK(numbers_of(reading->read(0ms)) == Numbers{0, 1, 2});
  CHECK(reading->read(0ms).empty());
  writer.write(1);
  CHECK(numbers_of(peeking->read(0ms)) == Numbers{0, 1, 2, 0});
  CHECK(numbers_of(reading->read(0ms)) == Numbers{0});
}

TEST_CASE("records that are there already can be passed over") {
  NEED_ROOT();
  kernel::System system;
  const RingWriter writer;
  const model::Map map = writer.map(system.kernel(), "records");
  writer.write(3);
  const auto stream = system.kernel().events.open({&map, 1}, {.only_new = true});
  writer.write(1);
  CHECK(numbers_of(stream->read(0ms)) == Numbers{0});
}

TEST_CASE("what is taken out of a ring buffer is what was given, as much as was asked for") {
  NEED_ROOT();
  kernel::System system;
  const RingWriter writer;
  const model::Map map = writer.map(system.kernel(), "records");
  writer.write(5);
  CHECK(system.kernel().events.open({&map, 1}, {})->read(0ms, 2).size() == 2);
  CHECK(numbers_of(system.kernel().events.open({&map, 1}, {})->read(0ms)) == Numbers{2, 3, 4});
}

TEST_CASE("who peeks and is overtaken is told of a gap, and goes on behind it") {
  NEED_ROOT();
  kernel::System system;
  const RingWriter writer;
  const model::Map map = writer.map(system.kernel(), "records");
  const auto peeking = system.kernel().events.open({&map, 1}, {.peek = true});
  const auto reading = system.kernel().events.open({&map, 1}, {});
  for (int round = 0; round < 5; ++round) {
    writer.write(150);
    while (!reading->read(0ms).empty()) {
    }
  }
  const auto events = peeking->read(0ms);
  REQUIRE(events.size() == 1);
  CHECK(events[0].kind == Event::Kind::lost);
  CHECK(events[0].lost == 0);
  writer.write(2);
  CHECK(numbers_of(peeking->read(0ms)) == Numbers{0, 1});
}

TEST_CASE("records without a wake-up are seen in time, however the stream waits") {
  NEED_ROOT();
  kernel::System system;
  const RingWriter writer;
  const model::Map map = writer.map(system.kernel(), "records");
  for (const auto poll : {std::optional<std::chrono::microseconds>(), std::optional(500us), std::optional(0us)}) {
    const auto stream = system.kernel().events.open({&map, 1}, {.latency = 20ms, .poll = poll});
    writer.write(1, BPF_RB_NO_WAKEUP);
    CHECK(numbers_of(stream->read(5000ms)) == Numbers{0});
  }
}

TEST_CASE("after the finish nothing new is read") {
  NEED_ROOT();
  kernel::System system;
  const RingWriter writer;
  const model::Map map = writer.map(system.kernel(), "records");
  const auto stream = system.kernel().events.open({&map, 1}, {});
  writer.write(1);
  stream->finish();
  writer.write(1);
  CHECK(stream->read(0ms).size() == 1);
  CHECK(stream->read(0ms).empty());
}

TEST_CASE("perf event arrays and ring buffers are read together, each its own source") {
  NEED_ROOT();
  kernel::System system;
  const RingWriter writer;
  const Object perf = load_fixture("perf_output");
  auto info = kernel::zeroed<bpf_map_info>();
  std::uint32_t size = sizeof info;
  REQUIRE(bpf_obj_get_info_by_fd(bpf_object__find_map_fd_by_name(perf.get(), "records"), &info, &size) == 0);
  const std::vector<model::Map> maps = {system.kernel().maps.find({info.id}).value(),
                                        writer.map(system.kernel(), "records")};
  const auto stream = system.kernel().events.open(maps, {});
  writer.write(2);
  std::uint64_t three = 3;
  LIBBPF_OPTS(bpf_test_run_opts, options, .ctx_in = &three, .ctx_size_in = sizeof three);
  const int fd = bpf_program__fd(bpf_object__find_program_by_name(perf.get(), "write_records"));
  REQUIRE(bpf_prog_test_run_opts(fd, &options) == 0);
  stream->finish();
  std::array<std::size_t, 2> received{};
  for (auto events = stream->read(0ms); !events.empty(); events = stream->read(0ms))
    for (const Event& event : events) ++received.at(event.source);
  CHECK(received == std::array<std::size_t, 2>{3, 2});
}

TEST_CASE("who else has a ring buffer mapped is found") {
  NEED_ROOT();
  const RingWriter writer;
  kernel::System system;
  const model::Map map = writer.map(system.kernel(), "records");
  CHECK(system.kernel().events.readers(map).empty());
  const int parent = getpid();
  const auto stream = system.kernel().events.open({&map, 1}, {});
  const auto found = in_child([&] {
    kernel::System other;
    std::string pids;
    for (const model::Process& reader : other.kernel().events.readers(map)) pids += std::to_string(reader.pid) + " ";
    return pids;
  });
  CHECK(found == std::to_string(parent) + " ");
}

}  // namespace
}  // namespace bpflens::test
