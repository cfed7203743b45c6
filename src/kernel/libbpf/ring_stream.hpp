// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The rings of perf event arrays, ring buffers and printed lines as one stream. They are read one after the other,
// so that a busy one can't keep the others waiting.
#pragma once

#include <poll.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "kernel/events.hpp"
#include "kernel/libbpf/perf_slots.hpp"
#include "kernel/libbpf/printed_lines.hpp"
#include "kernel/libbpf/ring_buffer.hpp"

namespace bpflens::kernel {

class RingStream : public EventStream {
 public:
  RingStream(std::chrono::milliseconds latency, std::optional<std::chrono::microseconds> poll);
  RingStream(const RingStream&) = delete;
  RingStream& operator=(const RingStream&) = delete;

  ~RingStream() override { release(); }

  void add(PerfSlots slots);
  void add(std::unique_ptr<RingBuffer> buffer);
  void add(PrintedLines lines);
  std::span<const model::Event> read(std::chrono::milliseconds timeout, std::size_t limit) override;
  std::span<const model::Naming> namings() override;
  void wake_on(int descriptor) override;
  void finish() override;

 private:
  void follow_names(std::span<const std::uint32_t> cpus);
  void read_on(PerfSlots& map, std::span<const std::uint32_t> cpus);
  void look_for_cpus();
  void watch(int descriptor);
  void release();
  bool read_perf_ring(std::size_t index, std::size_t limit);
  bool read_buffer(std::size_t index, std::size_t limit);
  std::size_t sources() const;
  bool read_source(std::size_t index, std::size_t limit);
  bool read_next(std::size_t limit);
  void add_untold_losses();
  bool wait(std::chrono::microseconds timeout);
  std::span<pollfd> wakes() { return std::span(polled_).subspan(rings_polled_); }

  std::chrono::milliseconds latency_;
  std::optional<std::chrono::microseconds> poll_;
  std::vector<std::uint32_t> cpus_;  // those that were online at the last look
  std::chrono::steady_clock::time_point next_look_;
  std::vector<PerfSlots> maps_;
  std::vector<pollfd> polled_;  // rings, then wake descriptors
  std::size_t rings_polled_ = 0;
  std::vector<PerfRing*> rings_;
  std::vector<std::unique_ptr<RingBuffer>> buffers_;
  std::optional<PrintedLines> lines_;
  std::size_t next_ = 0;                 // of the rings, the buffers behind them, and last the lines
  std::size_t looks_left_ = 0;           // at so many of them before the next wait
  PerfRing* unreleased_ring_ = nullptr;  // what the events last given point into
  RingBuffer* unreleased_buffer_ = nullptr;
  std::vector<model::Event> events_;
  std::vector<PerfRing> naming_rings_;  // one a CPU; not polled, they are read along with the others
  std::vector<model::Naming> namings_;
  bool finished_ = false;
  bool losses_told_ = false;
};

}  // namespace bpflens::kernel
