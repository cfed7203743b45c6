// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The rings of one or more perf event arrays as a stream.
#pragma once

#include <poll.h>

#include <cstdint>
#include <span>

#include "kernel/events.hpp"
#include "kernel/libbpf/perf_ring.hpp"

namespace bpflens::kernel {

// Our rings in a map's slots, for as long as it lives.
class PerfSlots {
 public:
  PerfSlots(Descriptor map, const model::Map& described);
  PerfSlots(PerfSlots&&) = default;
  PerfSlots& operator=(PerfSlots&&) = default;
  ~PerfSlots() { vacate(); }

  // Opens a ring on every online CPU and puts it into that CPU's slot. Throws.
  void occupy(const RingOptions& options);

  std::span<PerfRing> rings() { return rings_; }

  // Takes the rings out of the map; they can still be read.
  void vacate();

 private:
  Descriptor map_;
  std::uint32_t slots_;
  bool slots_outlive_descriptor_;
  std::vector<PerfRing> rings_;
};

class PerfStream : public EventStream {
 public:
  explicit PerfStream(std::chrono::milliseconds latency);

  void add(PerfSlots slots);
  std::span<const model::Event> read(std::chrono::milliseconds timeout) override;
  std::span<const model::Naming> namings() override;
  void wake_on(int descriptor) override;
  void finish() override;

 private:
  void release();
  bool read_next_ring();
  void add_untold_losses();
  bool wait(std::chrono::milliseconds timeout);

  std::chrono::milliseconds latency_;
  std::vector<PerfSlots> maps_;
  std::vector<pollfd> polled_;  // the rings in their order, then wake descriptors
  std::vector<PerfRing*> rings_;
  std::size_t next_ring_ = 0;
  PerfRing* unreleased_ = nullptr;  // what the events last given point into
  std::vector<model::Event> events_;
  std::vector<PerfRing> naming_rings_;  // one a CPU; not polled, they are read along with the others
  std::vector<model::Naming> namings_;
  bool finished_ = false;
  bool losses_told_ = false;
};

}  // namespace bpflens::kernel
