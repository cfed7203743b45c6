// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Rings made by hand: records as perf_event_open(2) lays them out.
#include <doctest/doctest.h>

#include <cstdint>
#include <cstring>
#include <string>

#include "kernel/libbpf/cpus.hpp"
#include "kernel/libbpf/perf_record.hpp"

namespace bpflens::kernel {
namespace {

using model::Event;

constexpr std::uint32_t kSample = 9;
constexpr std::uint32_t kLost = 2;
constexpr std::uint32_t kFork = 7;

struct Bytes {
  std::string all;

  template <class Number>
  Bytes& add(Number number) {
    all.append(reinterpret_cast<const char*>(&number), sizeof number);
    return *this;
  }
  Bytes& add(const std::string& text) {
    all += text;
    return *this;
  }
};

std::string record(std::uint32_t type, const std::string& body) {
  return Bytes().add(type).add(std::uint16_t{0}).add(static_cast<std::uint16_t>(8 + body.size())).add(body).all;
}

// The data must be 4 bytes more than a multiple of 8, as the kernel pads it.
std::string sample(const std::string& data, std::uint64_t cgroup) {
  return record(kSample, Bytes()
                             .add(std::uint32_t{42})
                             .add(std::uint32_t{43})
                             .add(std::uint64_t{1000})
                             .add(static_cast<std::uint32_t>(data.size()))
                             .add(data)
                             .add(cgroup)
                             .all);
}

std::string lost(std::uint64_t count) {
  return record(kLost, Bytes().add(std::uint64_t{7}).add(count).add(std::uint64_t{0}).add(std::uint64_t{99}).all);
}

// A ring in which the records were written from a position on.
struct Ring {
  std::string memory;
  std::uint64_t tail = 0;
  std::uint64_t head = 0;
  RecordWalk walk;
  std::vector<Event> events;

  Ring(std::size_t size, std::uint64_t from, const std::string& records)
      : memory(size, '\0'),
        tail(from),
        head(from + records.size()),
        walk({reinterpret_cast<const std::byte*>(memory.data()), size}, {.cgroup = true}) {
    for (std::size_t i = 0; i < records.size(); ++i) memory[(from + i) % size] = records[i];
    walk.set_origin(5, 1);
  }
  std::uint64_t read(std::size_t limit = 100) { return tail = walk.read(tail, head, limit, events); }
  std::string data(std::size_t i) const {
    return {reinterpret_cast<const char*>(events[i].data.data()), events[i].data.size()};
  }
};

TEST_CASE("a sample tells process, time, cgroup and data, and is of the ring's CPU") {
  Ring ring(256, 0, sample("four", 77));
  CHECK(ring.read() == ring.head);
  REQUIRE(ring.events.size() == 1);
  const Event& event = ring.events[0];
  CHECK(event.kind == Event::Kind::sample);
  CHECK(event.pid == 42);
  CHECK(event.tid == 43);
  CHECK(event.time == 1000);
  CHECK(event.cpu == 5);
  CHECK(event.source == 1);
  CHECK(event.cgroup == 77);
  CHECK(ring.data(0) == "four");
}

TEST_CASE("a notice of loss tells how many, when, and on the ring's CPU") {
  Ring ring(256, 0, lost(12));
  ring.read();
  REQUIRE(ring.events.size() == 1);
  CHECK(ring.events[0].kind == Event::Kind::lost);
  CHECK(ring.events[0].lost == 12);
  CHECK(ring.events[0].time == 99);
  CHECK(ring.events[0].cpu == 5);
}

TEST_CASE("records of other kinds are passed over") {
  Ring ring(256, 0, record(kFork, std::string(24, 'x')) + sample("four", 0));
  CHECK(ring.read() == ring.head);
  REQUIRE(ring.events.size() == 1);
  CHECK(ring.data(0) == "four");
}

TEST_CASE("a record over the ring's end is read wherever it is cut") {
  const std::string one = sample("abcdefghijkl", 9);
  for (std::uint64_t from = 0; from < 256; from += 8) {
    Ring ring(256, 4096 + from, one + one);
    CHECK(ring.read() == ring.head);
    REQUIRE(ring.events.size() == 2);
    for (const std::size_t i : {0UL, 1UL}) {
      CHECK(ring.data(i) == "abcdefghijkl");
      CHECK(ring.events[i].cgroup == 9);
    }
  }
}

TEST_CASE("reading stops at the limit and goes on from there") {
  Ring ring(512, 0, sample("1___", 0) + sample("2___", 0) + sample("3___", 0));
  CHECK(ring.read(2) < ring.head);
  CHECK(ring.events.size() == 2);
  ring.events.clear();
  CHECK(ring.read(2) == ring.head);
  REQUIRE(ring.events.size() == 1);
  CHECK(ring.data(0) == "3___");
}

TEST_CASE("a record too short for its kind counts as one lost event, and the next is read") {
  for (const std::uint32_t kind : {kSample, kLost}) {
    Ring ring(256, 0, record(kind, std::string(8, '\xff')) + sample("four", 0));
    CHECK(ring.read() == ring.head);
    REQUIRE(ring.events.size() == 2);
    CHECK(ring.events[0].kind == Event::Kind::lost);
    CHECK(ring.events[0].lost == 1);
    CHECK(ring.data(1) == "four");
  }
}

TEST_CASE("a sample whose data would leave the record counts as lost") {
  for (const std::uint32_t size : {9u, 12u, 16u, 0xffffffffu, 0xfffffff8u}) {
    std::string hostile = sample("four", 0);
    std::memcpy(hostile.data() + 24, &size, sizeof size);
    Ring ring(256, 0, hostile);
    ring.read();
    REQUIRE(ring.events.size() == 1);
    CHECK(ring.events[0].kind == Event::Kind::lost);
  }
}

TEST_CASE("sizes that make no sense end the walk instead of leading it astray") {
  for (const int wrong : {0, 4, 12, 255, 65535}) {
    const auto size = static_cast<std::uint16_t>(wrong);
    std::string hostile = sample("four", 0);
    std::memcpy(hostile.data() + 6, &size, sizeof size);
    Ring ring(256, 0, hostile + sample("next", 0));
    CHECK(ring.read() == ring.head);
    REQUIRE(ring.events.size() == 1);
    CHECK(ring.events[0].lost == 1);
  }
  Ring ring(256, 0, sample("four", 0));
  ring.head = ring.tail + 257;
  CHECK(ring.read() == ring.head);
  CHECK(ring.events.at(0).lost == 1);
}

TEST_CASE("names and forks of processes are read, of threads passed over") {
  const auto ids = [](std::int32_t pid, std::int32_t other) { return Bytes().add(pid).add(other).all; };
  const std::string comm = std::string("sh\0\0\0\0\0\0", 8);
  Ring ring(512, 0,
            record(3, ids(42, 42) + comm) + record(3, ids(42, 43) + comm) + record(kFork, ids(43, 42) + ids(43, 42)) +
                record(kFork, ids(42, 42) + ids(44, 42)) + record(3, "") + record(kFork, "") +
                record(3, ids(45, 45) + "abcdefgh"));
  std::vector<model::Naming> namings;
  ring.walk.read_namings(ring.tail, ring.head, namings);
  REQUIRE(namings.size() == 3);
  CHECK(namings[0].pid == 42);
  CHECK(namings[0].comm == "sh");
  CHECK(namings[1].pid == 43);
  CHECK(namings[1].parent == 42);
  CHECK(namings[2].comm == "abcdefgh");
}

TEST_CASE("CPU lists are ranges and single numbers") {
  using List = std::vector<std::uint32_t>;
  CHECK(parse_cpu_list("0-3,8\n") == List{0, 1, 2, 3, 8});
  CHECK(parse_cpu_list("5\n") == List{5});
  CHECK(parse_cpu_list("0,2-3") == List{0, 2, 3});
  CHECK(parse_cpu_list("").empty());
  CHECK(parse_cpu_list("x").empty());
}

}  // namespace
}  // namespace bpflens::kernel
