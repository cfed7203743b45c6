// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A map of type ringbuf as its reader sees it, or as somebody sees it who only looks on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "kernel/libbpf/buffer_walk.hpp"
#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/mapping.hpp"
#include "model/map.hpp"

namespace bpflens::kernel {

class RingBuffer {
 public:
  // Maps the buffer. Throws. To peek is to map nothing for writing: records are copied, and stay for the reader.
  RingBuffer(Descriptor map, const model::Map& described, std::uint32_t source, bool peek);

  // Readable when records wait; -1 when peeking, since what waits for another reader would wake us for ever.
  int descriptor() const { return peek_ ? -1 : map_.get(); }

  bool has_records() const { return produced() != read_to_; }

  // Appends up to so many events. They stay in the buffer until release(). Records that were overwritten before
  // they could be copied (only when peeking) are one event of loss without a number.
  void read(std::size_t limit, std::vector<model::Event>& events);

  // Gives the memory of what was read back to the programs.
  void release();

  // Passes over what is there.
  void skip() {
    read_to_ = produced();
    release();
  }

  // From now on nothing new is read.
  void finish() { end_ = produced(); }

 private:
  std::uint64_t produced() const;
  std::uint64_t consumed() const;
  void keep_copies(std::size_t first, std::uint64_t start, std::vector<model::Event>& events);

  Descriptor map_;
  std::size_t size_;
  std::uint32_t source_;
  bool peek_;
  Mapping consumer_;  // a page with the reader's position
  Mapping producer_;  // a page with the writers', then the data
  BufferWalk walk_;
  std::uint64_t read_to_ = 0;
  std::optional<std::uint64_t> end_;
  std::vector<std::byte> copies_;
};

}  // namespace bpflens::kernel
