// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What can be counted while a program runs, and what was.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace bpflens::model {

// Counters by perf_event_open(2)'s numbers.
struct ProfileMetric {
  std::string_view name;
  std::uint32_t type = 0;
  std::uint64_t config = 0;
  std::string_view per;          // the metric it is set in relation to, "runs", or none
  double multiplier = 1;         // of that relation
  std::string_view description;  // of that relation: "insns per cycle"
  bool hardware = true;
};

// bpftool's metrics in its order, and cpu_clock, which every machine has.
std::span<const ProfileMetric> profile_metrics();

struct ProfileReading {
  const ProfileMetric* metric = nullptr;
  std::uint64_t value = 0;
  std::uint64_t enabled = 0;  // ns
  std::uint64_t running = 0;  // ns; less than enabled where counters had to share the hardware
};

struct ProfileReadings {
  std::uint64_t runs = 0;
  std::vector<ProfileReading> metrics;
};

}  // namespace bpflens::model
