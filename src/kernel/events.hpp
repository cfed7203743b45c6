// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Streams of events that programs write into perf event arrays.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "model/event.hpp"
#include "model/map.hpp"

namespace bpflens::kernel {

struct StreamOptions {
  std::size_t pages_per_cpu = 64;     // a power of two
  std::vector<int> wake_descriptors;  // reading returns early when one of these is readable
};

class EventStream {
 public:
  virtual ~EventStream() = default;

  // The events that have come since, oldest first per CPU; waits up to the timeout for the first.
  // Empty: timeout, a signal, or a wake descriptor. The span and what it points to are valid
  // until the next call.
  virtual std::span<const model::Event> read(std::chrono::milliseconds timeout) = 0;
};

class Events {
 public:
  virtual ~Events() = default;

  // Opens a ring on every CPU and puts it into the map's slots. Throws when the map is no perf
  // event array, or when another process reads it (its ring would be displaced).
  virtual std::unique_ptr<EventStream> open(const model::Map& map, const StreamOptions& options) = 0;
};

}  // namespace bpflens::kernel
