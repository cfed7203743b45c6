// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Two kinds of record arise here: samples with raw data, and notices of loss.
#include "kernel/libbpf/perf_record.hpp"

#include <linux/perf_event.h>

#include <cstring>

namespace bpflens::kernel {
namespace {

// The parts of a sample in the order of the uapi header, up to the raw data.
struct SampleStart {
  perf_event_header header;
  std::uint32_t pid;
  std::uint32_t tid;
  std::uint64_t time;
  std::uint32_t cpu;
  std::uint32_t reserved;
  std::uint32_t raw_size;
};
constexpr std::size_t kSampleStart = offsetof(SampleStart, raw_size) + sizeof(std::uint32_t);

struct LossRecord {
  perf_event_header header;
  std::uint64_t id;
  std::uint64_t lost;
  // What sample_id_all adds:
  std::uint32_t pid;
  std::uint32_t tid;
  std::uint64_t time;
  std::uint32_t cpu;
  std::uint32_t reserved;
};

constexpr model::Event one_lost(std::uint32_t cpu) { return {.kind = model::Event::Kind::lost, .cpu = cpu, .lost = 1}; }

model::Event parse_sample(const std::byte* record, std::size_t size, RecordLayout layout, std::uint32_t cpu) {
  if (size < kSampleStart) return one_lost(cpu);
  SampleStart start;
  std::memcpy(&start, record, kSampleStart);
  const std::size_t tail = layout.cgroup ? sizeof(std::uint64_t) : 0;
  if (start.raw_size > size - kSampleStart || size - kSampleStart - start.raw_size < tail) return one_lost(cpu);
  model::Event event{.cpu = start.cpu,
                     .pid = static_cast<std::int32_t>(start.pid),
                     .tid = static_cast<std::int32_t>(start.tid),
                     .time = start.time,
                     .data = {record + kSampleStart, start.raw_size}};
  if (layout.cgroup) std::memcpy(&event.cgroup, record + kSampleStart + start.raw_size, sizeof event.cgroup);
  return event;
}

model::Event parse_loss(const std::byte* record, std::size_t size, std::uint32_t cpu) {
  if (size < offsetof(LossRecord, pid)) return one_lost(cpu);
  LossRecord loss{};
  std::memcpy(&loss, record, std::min(size, sizeof loss));
  return {.kind = model::Event::Kind::lost, .cpu = cpu, .time = loss.time, .lost = loss.lost};
}

}  // namespace

const std::byte* RecordWalk::contiguous(std::uint64_t position, std::size_t size) {
  const std::size_t start = position & (memory_.size - 1);
  const std::size_t until_end = memory_.size - start;
  if (size <= until_end) return memory_.data + start;
  wrapped_.resize(size);
  std::memcpy(wrapped_.data(), memory_.data + start, until_end);
  std::memcpy(wrapped_.data() + until_end, memory_.data, size - until_end);
  return wrapped_.data();
}

std::uint64_t RecordWalk::read(std::uint64_t tail, std::uint64_t head, std::size_t limit,
                               std::vector<model::Event>& events) {
  const auto nonsense = [&] {
    events.push_back(one_lost(cpu_));
    events.back().source = source_;
    return head;
  };
  if (head - tail > memory_.size) return nonsense();
  while (tail != head && events.size() < limit) {
    perf_event_header header;  // records begin at multiples of 8, so their headers never wrap
    std::memcpy(&header, memory_.data + (tail & (memory_.size - 1)), sizeof header);
    if (header.size < sizeof header || header.size % 8 != 0 || header.size > head - tail) return nonsense();
    const std::byte* record = contiguous(tail, header.size);
    if (header.type == PERF_RECORD_SAMPLE)
      events.push_back(parse_sample(record, header.size, layout_, cpu_));
    else if (header.type == PERF_RECORD_LOST)
      events.push_back(parse_loss(record, header.size, cpu_));
    tail += header.size;
    if (!events.empty()) events.back().source = source_;
  }
  return tail;
}

}  // namespace bpflens::kernel
