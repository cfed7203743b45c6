// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Samples with raw data and notices of loss come from one kind of ring, notices about processes from another.
#include "kernel/libbpf/perf_record.hpp"

#include <linux/perf_event.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace bpflens::kernel {
namespace {

// The parts of a sample in the order of the uapi header, up to the raw data.
struct SampleStart {
  perf_event_header header;
  std::uint32_t pid;
  std::uint32_t tid;
  std::uint64_t time;
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
};

constexpr model::Event one_lost(std::uint32_t cpu) { return {.kind = model::Event::Kind::lost, .cpu = cpu, .lost = 1}; }

model::Event parse_sample(const std::byte* record, std::size_t size, RecordLayout layout, std::uint32_t cpu) {
  if (size < kSampleStart) return one_lost(cpu);
  SampleStart start;
  std::memcpy(&start, record, kSampleStart);
  const std::size_t tail = layout.cgroup ? sizeof(std::uint64_t) : 0;
  if (start.raw_size > size - kSampleStart || size - kSampleStart - start.raw_size < tail) return one_lost(cpu);
  model::Event event{.cpu = cpu,
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

// What sample_id_all adds at the end: {pid, tid, time}.
std::uint64_t time_at_end(const std::byte* record, std::size_t size) {
  constexpr std::size_t kFromEnd = 8;
  std::uint64_t time = 0;
  if (size >= sizeof(perf_event_header) + kFromEnd) std::memcpy(&time, record + size - kFromEnd, sizeof time);
  return time;
}

// {header, pid, tid, comm...}: threads' names are no processes' names.
void add_name(const std::byte* record, std::size_t size, std::vector<model::Naming>& namings) {
  std::array<std::int32_t, 2> ids{};
  constexpr std::size_t kName = sizeof(perf_event_header) + sizeof ids;
  if (size <= kName) return;
  std::memcpy(ids.data(), record + sizeof(perf_event_header), sizeof ids);
  const char* name = reinterpret_cast<const char*>(record + kName);
  if (ids[0] != ids[1]) return;
  namings.push_back(
      {.pid = ids[0], .comm = std::string(name, strnlen(name, size - kName)), .time = time_at_end(record, size)});
}

// {header, pid, ppid, tid, ptid, time}: a thread has the process in common with what it came from.
void add_fork(const std::byte* record, std::size_t size, std::vector<model::Naming>& namings) {
  std::array<std::int32_t, 2> ids{};
  if (size < sizeof(perf_event_header) + sizeof ids) return;
  std::memcpy(ids.data(), record + sizeof(perf_event_header), sizeof ids);
  if (ids[0] != ids[1])
    namings.push_back({.pid = ids[0], .parent = ids[1], .comm = "", .time = time_at_end(record, size)});
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

// Hands every record's kind and bytes over, while more are wanted. A size that makes no sense ends it: then the
// result is nothing.
template <class More, class Each>
std::optional<std::uint64_t> RecordWalk::walk(std::uint64_t tail, std::uint64_t head, More more, Each each) {
  if (head - tail > memory_.size) return std::nullopt;
  while (tail != head && more()) {
    perf_event_header header;  // records begin at multiples of 8, so their headers never wrap
    std::memcpy(&header, memory_.data + (tail & (memory_.size - 1)), sizeof header);
    if (header.size < sizeof header || header.size % 8 != 0 || header.size > head - tail) return std::nullopt;
    each(header.type, contiguous(tail, header.size), std::size_t{header.size});
    tail += header.size;
  }
  return tail;
}

std::uint64_t RecordWalk::read(std::uint64_t tail, std::uint64_t head, std::size_t limit,
                               std::vector<model::Event>& events) {
  const auto add = [&](model::Event event) {
    event.source = source_;
    events.push_back(event);
  };
  const auto end = walk(
      tail, head, [&] { return events.size() < limit; },
      [&](std::uint32_t type, const std::byte* record, std::size_t size) {
        if (type == PERF_RECORD_SAMPLE) add(parse_sample(record, size, layout_, cpu_));
        if (type == PERF_RECORD_LOST) add(parse_loss(record, size, cpu_));
      });
  if (!end) add(one_lost(cpu_));
  return end.value_or(head);
}

void RecordWalk::read_namings(std::uint64_t tail, std::uint64_t head, std::vector<model::Naming>& namings) {
  walk(
      tail, head, [] { return true; },
      [&](std::uint32_t type, const std::byte* record, std::size_t size) {
        if (type == PERF_RECORD_COMM) add_name(record, size, namings);
        if (type == PERF_RECORD_FORK) add_fork(record, size, namings);
      });
}

}  // namespace bpflens::kernel
