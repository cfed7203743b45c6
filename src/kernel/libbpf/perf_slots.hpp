// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Our rings in the slots of a perf event array, for as long as it lives.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "kernel/libbpf/perf_ring.hpp"
#include "model/map.hpp"

namespace bpflens::kernel {

class PerfSlots {
 public:
  PerfSlots(Descriptor map, const model::Map& described, const RingOptions& options);
  PerfSlots(PerfSlots&&) = default;
  PerfSlots& operator=(PerfSlots&&) = default;
  ~PerfSlots() { vacate(); }

  // Opens a ring on each of the CPUs that is online and puts it into that CPU's slot. Returns the new rings, which stay
  // where they are. Throws.
  std::vector<PerfRing*> occupy(std::span<const std::uint32_t> cpus);

  // Takes the rings out of the map; they can still be read.
  void vacate();

 private:
  Descriptor map_;
  std::uint32_t slots_;
  bool slots_outlive_descriptor_;
  RingOptions options_;
  std::deque<PerfRing> rings_;
};

}  // namespace bpflens::kernel
