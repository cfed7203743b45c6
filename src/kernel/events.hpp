// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Streams of events that programs write into perf event arrays and ring buffers, and print.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "kernel/trace_log.hpp"
#include "model/event.hpp"
#include "model/map.hpp"
#include "model/process.hpp"

namespace bpflens::kernel {

struct StreamOptions {
  std::size_t bytes_per_cpu = 1024 * 1024;  // of ring memory (perf event arrays); up to a power of two pages
  std::chrono::milliseconds latency{100};   // an event is seen at most this long after it was written
  bool force = false;                       // read even where another process reads already
  bool peek = false;                        // ring buffers: leave the records where they are
  bool only_new = false;                    // ring buffers: pass over the records that are there already
  bool printed = false;                     // also the lines of bpf_printk, as events of the source behind the maps'
  bool cgroups = false;                     // perf event arrays: tell each event's control group
  bool mount_tracefs = false;               // for these, where it isn't mounted

  // Look at the rings so often instead of being woken by the kernel, which spares the programs that write the
  // wake-ups; 0: without a pause.
  std::optional<std::chrono::microseconds> poll;
};

class EventStream {
 public:
  virtual ~EventStream() = default;

  // Events that have come since, oldest first per CPU and map; waits up to the timeout for the first.
  // Without a timeout it looks everywhere; with one it may wait before it looks where the last call found everything.
  // Some of them, so that the rings are emptied while the caller works. Empty: timeout, a signal, or a
  // wake descriptor. The span and what it points to are valid until the next call. What was given is taken
  // out of its ring then, or when the stream goes: so many at most.
  virtual std::span<const model::Event> read(std::chrono::milliseconds timeout, std::size_t limit = kEventsAtOnce) = 0;

  // Large enough that the cost of a turn doesn't matter, small enough that the kernel soon gets its memory back.
  static constexpr std::size_t kEventsAtOnce = 1024;

  // Which processes have come or changed their name since the last call, oldest first: what /proc no
  // longer tells of those that have gone. To be asked after reading, before the events are looked at.
  virtual std::span<const model::Naming> namings() = 0;

  // From now on reading returns early when this descriptor is readable.
  virtual void wake_on(int descriptor) = 0;

  // Stops new events from coming. Reading then gives what is left, last of all the losses that no
  // record has told of yet, and then nothing, without waiting.
  virtual void finish() = 0;
};

class Events {
 public:
  virtual ~Events() = default;

  // Opens the maps for reading: for perf event arrays a ring on every online CPU, put into the map's
  // slots. Event::source is the map's place in the span. Throws when a map has no events to read, or
  // when another process reads a perf event array (its rings would be displaced) and force isn't set.
  virtual std::unique_ptr<EventStream> open(std::span<const model::Map> maps, const StreamOptions& options) = 0;

  // Other processes that read the map's events, as far as this one may see them.
  virtual std::vector<model::Process> readers(const model::Map& map) = 0;

  // What programs print (trace_pipe). Throws where tracefs isn't mounted, unless it is to be mounted.
  virtual std::unique_ptr<TraceLog> trace_log(bool mount) = 0;
};

}  // namespace bpflens::kernel
