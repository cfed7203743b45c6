// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/perf_slots.hpp"

#include <bpf/bpf.h>
#include <linux/bpf.h>

#include <cerrno>
#include <cstdint>

#include "kernel/libbpf/fail.hpp"

namespace bpflens::kernel {

PerfSlots::PerfSlots(Descriptor map, const model::Map& described, const RingOptions& options)
    : map_(std::move(map)),
      slots_(described.max_entries),
      slots_outlive_descriptor_((described.flags & BPF_F_PRESERVE_ELEMS) != 0),
      options_(options) {}

std::vector<PerfRing*> PerfSlots::occupy(std::span<const std::uint32_t> cpus) {
  std::vector<PerfRing*> added;
  for (const std::uint32_t cpu : cpus) {
    if (cpu >= slots_) continue;  // the program's output on that CPU fails with E2BIG
    auto ring = PerfRing::open(cpu, options_);
    if (!ring) continue;
    const int fd = ring->descriptor();
    if (bpf_map_update_elem(map_.get(), &cpu, &fd, BPF_ANY) != 0)
      fail("put a perf ring into the map's slot", std::to_string(cpu), errno);
    added.push_back(&rings_.emplace_back(std::move(*ring)));
  }
  return added;
}

// The kernel empties the slots that were filled through a descriptor when that is closed, so another
// reader's rings that came after ours stay. BPF_F_PRESERVE_ELEMS (Linux 5.10) switches that off.
void PerfSlots::vacate() {
  if (!map_) return;
  if (slots_outlive_descriptor_)
    for (const PerfRing& ring : rings_) {
      const std::uint32_t cpu = ring.cpu();
      bpf_map_delete_elem(map_.get(), &cpu);
    }
  map_ = Descriptor();
}

}  // namespace bpflens::kernel
