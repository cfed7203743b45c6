// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/ring_stream.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <utility>

#include "kernel/libbpf/cpus.hpp"

namespace bpflens::kernel {
namespace {

constexpr std::size_t kNamingBytes = 64 * 1024;  // about a thousand new processes between two looks
constexpr std::chrono::seconds kLookForCpus(1);

using Clock = std::chrono::steady_clock;

}  // namespace

RingStream::RingStream(std::chrono::milliseconds latency, std::optional<std::chrono::microseconds> poll)
    : latency_(latency), poll_(poll), cpus_(online_cpus()), next_look_(Clock::now() + kLookForCpus) {}

// Only perf samples tell of processes, whose names are then asked for.
void RingStream::follow_names(std::span<const std::uint32_t> cpus) {
  const RingOptions options{.kind = RingOptions::Kind::namings, .bytes = kNamingBytes};
  for (const std::uint32_t cpu : cpus)
    if (auto ring = PerfRing::open(cpu, options)) naming_rings_.push_back(std::move(*ring));
}

void RingStream::watch(int descriptor) {
  polled_.insert(polled_.begin() + static_cast<std::ptrdiff_t>(rings_polled_++), {.fd = descriptor, .events = POLLIN});
}

void RingStream::add(PerfSlots slots) {
  if (maps_.empty()) follow_names(cpus_);
  maps_.push_back(std::move(slots));
  read_on(maps_.back(), cpus_);
}

void RingStream::read_on(PerfSlots& map, std::span<const std::uint32_t> cpus) {
  for (PerfRing* ring : map.occupy(cpus)) {
    watch(ring->descriptor());
    rings_.push_back(ring);
  }
}

// The ring of a CPU that goes offline stays without events when it comes back, and programs there can't write until
// there is a new one.
void RingStream::look_for_cpus() {
  next_look_ = Clock::now() + kLookForCpus;
  const std::vector<std::uint32_t> before = std::exchange(cpus_, online_cpus());
  std::vector<std::uint32_t> come;
  std::set_difference(cpus_.begin(), cpus_.end(), before.begin(), before.end(), std::back_inserter(come));
  if (come.empty()) return;
  follow_names(come);
  for (PerfSlots& map : maps_) read_on(map, come);
}

void RingStream::add(std::unique_ptr<RingBuffer> buffer) {
  watch(buffer->descriptor());
  buffers_.push_back(std::move(buffer));
}

void RingStream::add(PrintedLines lines) {
  watch(lines.descriptor());
  lines_.emplace(std::move(lines));
}

void RingStream::wake_on(int descriptor) { polled_.push_back({.fd = descriptor, .events = POLLIN}); }

void RingStream::release() {
  if (unreleased_ring_ != nullptr) unreleased_ring_->release();
  if (unreleased_buffer_ != nullptr) unreleased_buffer_->release();
  unreleased_ring_ = nullptr;
  unreleased_buffer_ = nullptr;
  events_.clear();
}

bool RingStream::read_perf_ring(std::size_t index, std::size_t limit) {
  PerfRing* ring = rings_[index];
  if (!ring->has_records()) return false;
  ring->read(limit, events_);
  unreleased_ring_ = ring;
  if (!events_.empty()) return true;
  release();  // records of kinds that carry no event
  return false;
}

bool RingStream::read_buffer(std::size_t index, std::size_t limit) {
  RingBuffer* buffer = buffers_[index].get();
  if (!buffer->has_records()) return false;
  buffer->read(limit, events_);
  unreleased_buffer_ = buffer;
  if (!events_.empty()) return true;
  release();  // discarded ones, or one that is still being written
  return false;
}

std::size_t RingStream::sources() const { return rings_.size() + buffers_.size() + (lines_ ? 1 : 0); }

bool RingStream::read_source(std::size_t index, std::size_t limit) {
  if (index < rings_.size()) return read_perf_ring(index, limit);
  if (index < rings_.size() + buffers_.size()) return read_buffer(index - rings_.size(), limit);
  lines_->read(events_);
  return !events_.empty();
}

// A source that had no more than was read is not looked at again before the next wait: who follows a writer at its
// heels takes the ring's head and tail from its cache with every few records.
bool RingStream::read_next(std::size_t limit) {
  while (looks_left_ > 0) {
    const std::size_t at = next_;
    next_ = (next_ + 1) % sources();
    --looks_left_;
    if (!read_source(at, limit)) continue;
    if (events_.size() >= limit) looks_left_ = sources();
    return true;
  }
  return false;
}

std::span<const model::Naming> RingStream::namings() {
  namings_.clear();
  for (PerfRing& ring : naming_rings_) ring.read_namings(namings_);
  // A process may be forked on one CPU and get its name on another.
  std::stable_sort(namings_.begin(), namings_.end(), [](const auto& a, const auto& b) { return a.time < b.time; });
  return namings_;
}

std::span<const model::Event> RingStream::read(std::chrono::milliseconds timeout, std::size_t limit) {
  const auto now = Clock::now();
  const auto deadline = now + timeout;
  release();
  if (now >= next_look_ && !maps_.empty() && !finished_) look_for_cpus();
  if (finished_ || timeout.count() == 0) looks_left_ = sources();
  while (!read_next(limit)) {
    if (finished_) {
      add_untold_losses();
      break;
    }
    const auto left = std::chrono::ceil<std::chrono::microseconds>(deadline - Clock::now());
    if (left.count() <= 0) break;
    if (!wait(std::min<std::chrono::microseconds>(left, latency_))) break;
    looks_left_ = sources();
  }
  return events_;
}

// Returns whether to go on waiting: not when a wake descriptor is readable or a signal came.
bool RingStream::wait(std::chrono::microseconds timeout) {
  if (poll_) timeout = std::min(timeout, *poll_);
  const std::span<pollfd> asked = poll_ ? wakes() : std::span(polled_);
  const timespec time{.tv_sec = timeout.count() / 1'000'000, .tv_nsec = timeout.count() % 1'000'000 * 1000};
  if (ppoll(asked.data(), asked.size(), &time, nullptr) < 0) return false;
  // A ring whose CPU went offline hangs up: what it holds is still read, but it would wake us for ever.
  for (std::size_t i = 0; !poll_ && i < rings_polled_; ++i)
    if ((polled_[i].revents & (POLLHUP | POLLERR)) != 0) polled_[i].fd = -1;
  return std::none_of(wakes().begin(), wakes().end(), [](const pollfd& wake) { return wake.revents != 0; });
}

void RingStream::finish() {
  for (PerfSlots& map : maps_) map.vacate();
  for (const auto& buffer : buffers_) buffer->finish();
  finished_ = true;
}

void RingStream::add_untold_losses() {
  if (losses_told_) return;
  losses_told_ = true;
  for (PerfRing* ring : rings_)
    if (const auto lost = ring->untold_losses()) events_.push_back(*lost);
}

}  // namespace bpflens::kernel
