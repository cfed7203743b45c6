// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/perf_stream.hpp"

#include <bpf/bpf.h>
#include <linux/bpf.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>

#include "kernel/libbpf/cpus.hpp"
#include "kernel/libbpf/fail.hpp"

namespace bpflens::kernel {
namespace {

// Large enough that the cost of a turn doesn't matter, small enough that the kernel soon gets its memory back.
constexpr std::size_t kEventsAtOnce = 1024;

constexpr std::size_t kNamingBytes = 64 * 1024;  // about a thousand new processes between two looks

}  // namespace

PerfSlots::PerfSlots(Descriptor map, const model::Map& described)
    : map_(std::move(map)),
      slots_(described.max_entries),
      slots_outlive_descriptor_((described.flags & BPF_F_PRESERVE_ELEMS) != 0) {}

void PerfSlots::occupy(const RingOptions& options) {
  for (const std::uint32_t cpu : online_cpus()) {
    if (cpu >= slots_) continue;  // the program's output on that CPU fails with E2BIG
    auto ring = PerfRing::open(cpu, options);
    if (!ring) continue;
    const int fd = ring->descriptor();
    if (bpf_map_update_elem(map_.get(), &cpu, &fd, BPF_ANY) != 0)
      fail("put a perf ring into the map's slot", std::to_string(cpu), errno);
    rings_.push_back(std::move(*ring));
  }
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

PerfStream::PerfStream(std::chrono::milliseconds latency) : latency_(latency) {
  const RingOptions options{.kind = RingOptions::Kind::namings, .bytes = kNamingBytes};
  for (const std::uint32_t cpu : online_cpus())
    if (auto ring = PerfRing::open(cpu, options)) naming_rings_.push_back(std::move(*ring));
}

void PerfStream::add(PerfSlots slots) {
  maps_.push_back(std::move(slots));
  for (PerfRing& ring : maps_.back().rings()) {  // the rings stay where they are when the slots move
    polled_.insert(polled_.begin() + static_cast<std::ptrdiff_t>(rings_.size()),
                   {.fd = ring.descriptor(), .events = POLLIN});
    rings_.push_back(&ring);
  }
}

void PerfStream::wake_on(int descriptor) { polled_.push_back({.fd = descriptor, .events = POLLIN}); }

void PerfStream::release() {
  if (unreleased_ != nullptr) unreleased_->release();
  unreleased_ = nullptr;
  events_.clear();
}

bool PerfStream::read_next_ring() {
  for (std::size_t tried = 0; tried < rings_.size(); ++tried) {
    PerfRing* ring = rings_[next_ring_];
    next_ring_ = (next_ring_ + 1) % rings_.size();
    if (!ring->has_records()) continue;
    ring->read(kEventsAtOnce, events_);
    unreleased_ = ring;
    if (!events_.empty()) return true;
    release();  // records of kinds that carry no event
  }
  return false;
}

std::span<const model::Naming> PerfStream::namings() {
  namings_.clear();
  for (PerfRing& ring : naming_rings_) ring.read_namings(namings_);
  return namings_;
}

std::span<const model::Event> PerfStream::read(std::chrono::milliseconds timeout) {
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + timeout;
  release();
  while (!read_next_ring()) {
    if (finished_) {
      add_untold_losses();
      break;
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) break;
    if (!wait(std::min(left, latency_))) break;
  }
  return events_;
}

// Returns whether to go on waiting: not when a wake descriptor is readable or a signal came.
bool PerfStream::wait(std::chrono::milliseconds timeout) {
  const int ready = poll(polled_.data(), polled_.size(), static_cast<int>(timeout.count()));
  if (ready < 0) return false;
  const auto wakes = polled_.begin() + static_cast<std::ptrdiff_t>(rings_.size());
  // A ring whose CPU went offline hangs up: what it holds is still read, but it would wake us for ever.
  for (auto ring = polled_.begin(); ring != wakes; ++ring)
    if ((ring->revents & (POLLHUP | POLLERR)) != 0) ring->fd = -1;
  return std::none_of(wakes, polled_.end(), [](const pollfd& wake) { return wake.revents != 0; });
}

void PerfStream::finish() {
  for (PerfSlots& map : maps_) map.vacate();
  finished_ = true;
}

void PerfStream::add_untold_losses() {
  if (losses_told_) return;
  losses_told_ = true;
  for (PerfRing* ring : rings_)
    if (const auto lost = ring->untold_losses()) events_.push_back(*lost);
}

}  // namespace bpflens::kernel
