// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/ring_buffer.hpp"

#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>

#include "kernel/libbpf/fail.hpp"

namespace bpflens::kernel {
namespace {

std::size_t page_size() { return static_cast<std::size_t>(sysconf(_SC_PAGESIZE)); }

Mapping mapped(const Descriptor& map, const model::Map& described, std::size_t size, int protection, std::size_t from) {
  Mapping mapping(map.get(), size, protection, static_cast<off_t>(from));
  if (!mapping) fail("map the ring buffer of map", std::to_string(described.id.value), errno);
  return mapping;
}

std::atomic_ref<std::uint64_t> position(const Mapping& page) {
  return std::atomic_ref(*reinterpret_cast<std::uint64_t*>(page.start()));
}

std::uint64_t nanoseconds_since_epoch() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(now.tv_nsec);
}

}  // namespace

RingBuffer::RingBuffer(Descriptor map, const model::Map& described, std::uint32_t source, bool peek)
    : map_(std::move(map)),
      size_(described.max_entries),
      source_(source),
      peek_(peek),
      consumer_(mapped(map_, described, page_size(), peek ? PROT_READ : PROT_READ | PROT_WRITE, 0)),
      producer_(mapped(map_, described, page_size() + 2 * size_, PROT_READ, page_size())),
      walk_({producer_.start() + page_size(), size_}, source),
      read_to_(consumed()) {}

std::uint64_t RingBuffer::produced() const {
  return end_ ? *end_ : position(producer_).load(std::memory_order_acquire);
}

std::uint64_t RingBuffer::consumed() const { return position(consumer_).load(std::memory_order_acquire); }

void RingBuffer::read(std::size_t limit, std::vector<model::Event>& events) {
  const std::size_t before = events.size();
  const std::uint64_t start = read_to_;
  read_to_ = walk_.read(start, produced(), before + limit, events);
  if (peek_) keep_copies(before, start, events);
  const std::uint64_t now = nanoseconds_since_epoch();
  for (std::size_t i = before; i < events.size(); ++i) events[i].time = now;
}

// What the copies were made of is whole if the writers have not come round to it meanwhile.
void RingBuffer::keep_copies(std::size_t first, std::uint64_t start, std::vector<model::Event>& events) {
  std::size_t bytes = 0;
  for (std::size_t i = first; i < events.size(); ++i) bytes += events[i].data.size();
  copies_.resize(bytes);
  std::byte* to = copies_.data();
  for (std::size_t i = first; i < events.size(); ++i) {
    std::byte* const copy = to;
    to = std::copy(events[i].data.begin(), events[i].data.end(), to);
    events[i].data = {copy, to};
  }
  std::atomic_thread_fence(std::memory_order_acquire);
  if (position(producer_).load(std::memory_order_acquire) - start <= size_) return;
  events.resize(first);
  events.push_back({.kind = model::Event::Kind::lost, .anonymous = true, .source = source_});
  read_to_ = std::min(consumed(), produced());
}

void RingBuffer::release() {
  if (!peek_) position(consumer_).store(read_to_, std::memory_order_release);
}

}  // namespace bpflens::kernel
