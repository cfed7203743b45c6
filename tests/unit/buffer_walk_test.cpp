// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Ring buffers made by hand: a header of length and flags, the data, and nothing to the next multiple of 8.
#include <doctest/doctest.h>

#include <cstdint>
#include <cstring>
#include <random>
#include <string>

#include "kernel/libbpf/buffer_walk.hpp"

namespace bpflens::kernel {
namespace {

using model::Event;

constexpr std::uint32_t kBusy = 1U << 31;
constexpr std::uint32_t kDiscarded = 1U << 30;
constexpr std::size_t kSize = 256;

// Memory as it is mapped: twice.
struct Buffer {
  alignas(8) std::byte memory[2 * kSize] = {};
  std::uint64_t from = 0;
  std::uint64_t to = 0;
  std::vector<Event> events;

  explicit Buffer(std::uint64_t start = 0) : from(start), to(start) {}

  Buffer& add(const std::string& data, std::uint32_t flags = 0) {
    const auto length = static_cast<std::uint32_t>(data.size());
    put(to, length | flags);
    for (std::size_t i = 0; i < data.size(); ++i) set(to + 8 + i, static_cast<std::byte>(data[i]));
    to += (data.size() + 8 + 7) / 8 * 8;
    return *this;
  }
  void put(std::uint64_t at, std::uint32_t word) {
    for (std::size_t i = 0; i < 4; ++i) set(at + i, static_cast<std::byte>(word >> (8 * i)));
  }
  void set(std::uint64_t at, std::byte byte) { memory[at % kSize] = memory[at % kSize + kSize] = byte; }
  std::uint64_t read(std::size_t limit = 100) {
    return from = BufferWalk({memory, kSize}, 3).read(from, to, limit, events);
  }
  std::string text(std::size_t i) const {
    return {reinterpret_cast<const char*>(events.at(i).data.data()), events.at(i).data.size()};
  }
};

TEST_CASE("records are read in order, discarded ones passed over") {
  Buffer buffer;
  buffer.add("one").add("gone", kDiscarded).add("fourteen bytes").add("");
  CHECK(buffer.read() == buffer.to);
  REQUIRE(buffer.events.size() == 3);
  CHECK(buffer.text(0) == "one");
  CHECK(buffer.text(1) == "fourteen bytes");
  CHECK(buffer.text(2).empty());
  CHECK(buffer.events[0].anonymous);
  CHECK(buffer.events[0].source == 3);
}

TEST_CASE("a record that is being written ends the walk before it") {
  Buffer buffer;
  buffer.add("one").add("two", kBusy).add("three");
  CHECK(buffer.read() == 16);
  CHECK(buffer.events.size() == 1);
  buffer.put(16, 3);  // it is finished
  CHECK(buffer.read() == buffer.to);
  CHECK(buffer.text(2) == "three");
}

TEST_CASE("a record over the end of the buffer is read whole, wherever that is") {
  for (std::uint64_t start = 0; start < 2 * kSize; start += 8) {
    Buffer buffer(start);
    buffer.add("twenty bytes of data").add("next");
    CHECK(buffer.read() == buffer.to);
    CHECK(buffer.text(0) == "twenty bytes of data");
    CHECK(buffer.text(1) == "next");
  }
}

TEST_CASE("reading stops at the limit and goes on from there") {
  Buffer buffer;
  buffer.add("1").add("2").add("3");
  CHECK(buffer.read(2) == 32);
  CHECK(buffer.events.size() == 2);
  buffer.events.clear();
  CHECK(buffer.read(2) == buffer.to);
  CHECK(buffer.text(0) == "3");
}

TEST_CASE("lengths that lead out of what was written count as one lost record, and the walk goes on behind") {
  for (const std::uint32_t length : {17U, 255U, 256U, 0x3fffffffU}) {
    Buffer buffer;
    buffer.add("one").add("two");
    buffer.put(16, length);
    CHECK(buffer.read() == buffer.to);
    REQUIRE(buffer.events.size() == 2);
    CHECK(buffer.events[1].kind == Event::Kind::lost);
  }
  Buffer lapped;
  lapped.to = kSize + 8;
  CHECK(lapped.read() == lapped.to);
  CHECK(lapped.events.at(0).kind == Event::Kind::lost);
}

TEST_CASE("whatever stands in the memory, the walk stays within it and comes to its end") {
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    Buffer buffer;
    for (std::size_t i = 0; i < kSize; ++i) buffer.set(i, static_cast<std::byte>(random()));
    for (std::uint64_t at = 0; at < kSize; at += 8)
      if (random() % 2 == 0) buffer.put(at, random() % 64);
    buffer.to = random() % 32 * 8;
    const std::uint64_t end = buffer.read();
    CHECK(end <= buffer.to);
    for (const Event& event : buffer.events) {
      if (event.data.empty()) continue;
      CHECK(event.data.data() >= buffer.memory);
      CHECK(event.data.data() + event.data.size() <= buffer.memory + sizeof buffer.memory);
    }
  }
}

}  // namespace
}  // namespace bpflens::kernel
