// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "commands/perf/sorting.hpp"

#include <algorithm>

namespace bpflens::commands {

// Losses that tell no time are shown where they were noticed.
void Sorting::add(const model::Event& event) {
  const std::uint64_t time = event.time != 0 ? event.time : newest_;
  newest_ = std::max(newest_, time);
  bytes_ += event.data.size() + kOverhead;
  held_.emplace(time, Held{event, {event.data.begin(), event.data.end()}});
}

}  // namespace bpflens::commands
