// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/events.hpp"

#include <bpf/bpf.h>
#include <linux/bpf.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>

#include "kernel/libbpf/fail.hpp"
#include "kernel/libbpf/map_readers.hpp"
#include "kernel/libbpf/ring_stream.hpp"

namespace bpflens::kernel {
namespace {

std::string named(const model::Map& map) {
  return "map " + std::to_string(map.id.value) + (map.name.empty() ? "" : " (" + map.name + ")");
}

void check_type(const model::Map& map) {
  if (map.type == BPF_MAP_TYPE_PERF_EVENT_ARRAY || map.type == BPF_MAP_TYPE_RINGBUF) return;
  fail({.operation = "read events from",
        .subject = named(map),
        .cause = "it is of type " + map.type_name + ", and events come out of perf_event_array and ringbuf maps"});
}

// A slot of a perf event array holds one ring: putting ours in throws the other reader's out, and it would
// go on waiting without a word.
void check_not_read(const model::Map& map) {
  if (map.type != BPF_MAP_TYPE_PERF_EVENT_ARRAY) return;
  const auto readers = readers_of(map);
  if (readers.empty()) return;
  std::string who;
  for (const model::Process& reader : readers)
    who += (who.empty() ? "" : ", ") + reader.comm + " (process " + std::to_string(reader.pid) + ")";
  fail({.operation = "read events from",
        .subject = named(map),
        .cause = who + " reads it already, and a map has one reader",
        .next_step = "end that reader first, or take the events away from it with --force"});
}

Descriptor open_map(const model::Map& map) {
  Descriptor fd(bpf_map_get_fd_by_id(map.id.value));
  if (!fd) fail("open", named(map), errno);
  return fd;
}

std::size_t power_of_two_pages(std::size_t bytes) {
  return std::bit_ceil(std::max(bytes, static_cast<std::size_t>(sysconf(_SC_PAGESIZE))));
}

}  // namespace

std::unique_ptr<EventStream> PerfEvents::open(std::span<const model::Map> maps, const StreamOptions& options) {
  std::for_each(maps.begin(), maps.end(), check_type);
  if (!options.force) std::for_each(maps.begin(), maps.end(), check_not_read);
  auto stream = std::make_unique<RingStream>(options.latency, options.poll);
  RingOptions ring{
      .bytes = power_of_two_pages(options.bytes_per_cpu), .wakes = !options.poll, .cgroups = options.cgroups};
  for (const model::Map& map : maps) {
    if (map.type == BPF_MAP_TYPE_RINGBUF) {
      auto buffer = std::make_unique<RingBuffer>(open_map(map), map, ring.source, options.peek);
      if (options.only_new) buffer->skip();
      stream->add(std::move(buffer));
    } else {
      stream->add(PerfSlots(open_map(map), map, ring));
    }
    ++ring.source;
  }
  if (options.printed) stream->add(PrintedLines(TraceInstance::make(options.mount_tracefs), ring.source));
  return stream;
}

std::vector<model::Process> PerfEvents::readers(const model::Map& map) { return readers_of(map); }

}  // namespace bpflens::kernel
