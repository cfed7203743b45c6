// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/buffer_walk.hpp"

#include <linux/bpf.h>

#include <atomic>

namespace bpflens::kernel {
namespace {

constexpr std::uint32_t kHeader = BPF_RINGBUF_HDR_SZ;

std::uint32_t load_length(const std::byte* at) {
  auto* word = reinterpret_cast<std::uint32_t*>(const_cast<std::byte*>(at));
  return std::atomic_ref(*word).load(std::memory_order_acquire);
}

}  // namespace

std::uint64_t BufferWalk::read(std::uint64_t from, std::uint64_t to, std::size_t limit,
                               std::vector<model::Event>& events) const {
  const auto lost = [&] {
    events.push_back({.kind = model::Event::Kind::lost, .anonymous = true, .source = source_, .lost = 1});
    return to;
  };
  if (to - from > memory_.size) return lost();
  while (to - from >= kHeader && events.size() < limit) {
    const std::byte* record = memory_.data + (from & (memory_.size - 1));
    const std::uint32_t word = load_length(record);
    if ((word & BPF_RINGBUF_BUSY_BIT) != 0) break;
    const std::uint64_t length = word & ~(BPF_RINGBUF_BUSY_BIT | BPF_RINGBUF_DISCARD_BIT);
    const std::uint64_t whole = (length + kHeader + 7) / 8 * 8;
    if (whole > to - from) return lost();
    if ((word & BPF_RINGBUF_DISCARD_BIT) == 0)
      events.push_back({.anonymous = true, .source = source_, .data = {record + kHeader, length}});
    from += whole;
  }
  return from;
}

}  // namespace bpflens::kernel
