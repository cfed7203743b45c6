// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Records as the kernel lays them into a perf ring (perf_event_open(2), "MMAP layout"), read without a
// system call. The walk trusts no size it finds: the memory is shared.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "model/event.hpp"
#include "model/process.hpp"

namespace bpflens::kernel {

// The data pages of a ring; positions in it count on for ever and are taken modulo the size.
struct RingMemory {
  const std::byte* data = nullptr;
  std::size_t size = 0;  // a power of two
};

// What every record of the ring carries besides its data: always TID, TIME and RAW.
struct RecordLayout {
  bool cgroup = false;  // PERF_SAMPLE_CGROUP, Linux 5.7
};

// Walks over the records between two positions.
class RecordWalk {
 public:
  RecordWalk(RingMemory memory, RecordLayout layout) : memory_(memory), layout_(layout) {}

  // Appends the events of the records from tail on, until head or until the events are as many as the
  // limit, and returns the position it came to. Their data point into the ring, or for the one record
  // that may run over the ring's end into a copy that lives until the next call. A record that makes no
  // sense counts as one lost event; when its size makes none, the rest up to head is passed over.
  std::uint64_t read(std::uint64_t tail, std::uint64_t head, std::size_t limit, std::vector<model::Event>& events);

  // Likewise all notices about processes.
  void read_namings(std::uint64_t tail, std::uint64_t head, std::vector<model::Naming>& namings);

  // What CPU and map its events are marked with.
  void set_origin(std::uint32_t cpu, std::uint32_t source) { cpu_ = cpu, source_ = source; }

 private:
  template <class More, class Each>
  std::optional<std::uint64_t> walk(std::uint64_t tail, std::uint64_t head, More more, Each each);
  const std::byte* contiguous(std::uint64_t position, std::size_t size);

  RingMemory memory_;
  RecordLayout layout_;
  std::uint32_t cpu_ = 0;
  std::uint32_t source_ = 0;
  std::vector<std::byte> wrapped_;
};

}  // namespace bpflens::kernel
