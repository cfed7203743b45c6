// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The numbers are those of linux/perf_event.h: PERF_TYPE_..., PERF_COUNT_HW_..., and for caches
// cache | operation << 8 | result << 16.
#include "model/profile.hpp"

#include <array>

namespace bpflens::model {
namespace {

constexpr std::uint32_t kHardwareEvent = 0;
constexpr std::uint32_t kSoftwareEvent = 1;
constexpr std::uint32_t kCacheEvent = 3;
constexpr std::uint64_t kReadMisses = 1 << 16;

constexpr auto kProfileMetrics = std::to_array<ProfileMetric>({
    {"cycles", kHardwareEvent, 0, "runs", 1, "cycles per run"},
    {"instructions", kHardwareEvent, 1, "cycles", 1, "insns per cycle"},
    {"l1d_loads", kCacheEvent, 0, "runs", 1, "loads per run"},
    {"llc_misses", kCacheEvent, 2 | kReadMisses, "instructions", 1e6, "LLC misses per million insns"},
    {"itlb_misses", kCacheEvent, 4 | kReadMisses, "instructions", 1e6, "itlb misses per million insns"},
    {"dtlb_misses", kCacheEvent, 3 | kReadMisses, "instructions", 1e6, "dtlb misses per million insns"},
    {"cpu_clock", kSoftwareEvent, 0, "runs", 1, "ns per run", false},
});

}  // namespace

std::span<const ProfileMetric> profile_metrics() { return kProfileMetrics; }

}  // namespace bpflens::model
