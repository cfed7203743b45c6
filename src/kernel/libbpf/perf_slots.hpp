// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Our rings in the slots of a perf event array, for as long as it lives.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernel/libbpf/perf_ring.hpp"
#include "model/map.hpp"

namespace bpflens::kernel {

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

}  // namespace bpflens::kernel
