// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Records as the kernel lays them into a BPF ring buffer (Documentation/bpf/ringbuf.rst), read without a system
// call. The walk trusts no length it finds: the memory is shared, and may be written while it is looked at.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "model/event.hpp"

namespace bpflens::kernel {

// The data pages of a ring buffer, mapped twice in a row, so that no record is cut at the end.
struct BufferMemory {
  const std::byte* data = nullptr;
  std::size_t size = 0;  // of one mapping; a power of two
};

class BufferWalk {
 public:
  BufferWalk(BufferMemory memory, std::uint32_t source) : memory_(memory), source_(source) {}

  // Appends the events of the records from one position on, until the other or the limit, and returns the position
  // it came to: that of a record still being written, if there is one. A length that makes no sense counts as one
  // lost event, and what is behind it is passed over. The data point into the memory.
  std::uint64_t read(std::uint64_t from, std::uint64_t to, std::size_t limit, std::vector<model::Event>& events) const;

 private:
  BufferMemory memory_;
  std::uint32_t source_;
};

}  // namespace bpflens::kernel
