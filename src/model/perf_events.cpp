// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "model/perf_events.hpp"

#include <array>
#include <span>
#include <string_view>

namespace bpflens::model {
namespace {

constexpr auto kPerfTypes =
    std::to_array<std::string_view>({"hardware", "software", "tracepoint", "hw-cache", "raw", "breakpoint"});
constexpr auto kHardware = std::to_array<std::string_view>(
    {"cpu-cycles", "instructions", "cache-references", "cache-misses", "branches", "branch-misses", "bus-cycles",
     "stalled-cycles-frontend", "stalled-cycles-backend", "ref-cycles"});
constexpr auto kSoftware = std::to_array<std::string_view>(
    {"cpu-clock", "task-clock", "page-faults", "context-switches", "cpu-migrations", "minor-faults", "major-faults",
     "alignment-faults", "emulation-faults", "dummy", "bpf-output", "cgroup-switches"});
constexpr auto kCaches =
    std::to_array<std::string_view>({"L1-dcache", "L1-icache", "LLC", "dTLB", "iTLB", "branch", "node"});
constexpr auto kOperations = std::to_array<std::string_view>({"load", "store", "prefetch"});
constexpr auto kResults = std::to_array<std::string_view>({"refs", "misses"});

std::string row(std::span<const std::string_view> names, std::uint64_t value) {
  return value < names.size() ? std::string(names[value]) : "";
}

// A byte each for cache, operation and result.
std::string cache_event(std::uint64_t config) {
  const std::string cache = row(kCaches, config & 0xffU);
  const std::string operation = row(kOperations, config >> 8U & 0xffU);
  const std::string result = row(kResults, config >> 16U);
  if (cache.empty() || operation.empty() || result.empty()) return "";
  return cache + "-" + operation + "-" + result;
}

}  // namespace

std::string perf_type_name(std::uint32_t type) { return row(kPerfTypes, type); }

std::string perf_config_name(std::uint32_t type, std::uint64_t config) {
  switch (type) {
    case 0:  // PERF_TYPE_HARDWARE
      return row(kHardware, config);
    case 1:  // PERF_TYPE_SOFTWARE
      return row(kSoftware, config);
    case 3:  // PERF_TYPE_HW_CACHE
      return cache_event(config);
    default:
      return "";
  }
}

}  // namespace bpflens::model
