// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Events as they leave perf event arrays, ring buffers and the trace pipe, and notices that some were lost.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace bpflens::model {

struct Event {
  enum class Kind : std::uint8_t {
    sample,
    lost,
    line,  // of the trace pipe; the data are its text
  };

  Kind kind = Kind::sample;
  bool anonymous = false;    // out of a ring buffer: who wrote it where isn't known, the time is that of reading
  std::uint32_t source = 0;  // which of the maps that are read together, counted from 0
  std::uint32_t cpu = 0;
  std::int32_t pid = 0;  // thread group of the task that was current, in this process's pid namespace
  std::int32_t tid = 0;
  std::uint64_t time = 0;           // nanoseconds since the epoch (CLOCK_REALTIME)
  std::uint64_t lost = 0;           // how many, for Kind::lost; 0: nobody knows
  std::uint64_t cgroup = 0;         // inode of the cgroup2 directory; 0 where the kernel can't tell
  std::span<const std::byte> data;  // points into the stream's memory: valid until its next read
};

}  // namespace bpflens::model
