// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The numbers are those of linux/perf_event.h: PERF_TYPE_..., PERF_COUNT_HW_..., and for caches
// cache | operation << 8 | result << 16.
#include "model/profile.hpp"

#include <array>

namespace bpflens::model {
namespace {

constexpr std::uint32_t kHardware = 0;
constexpr std::uint32_t kSoftware = 1;
constexpr std::uint32_t kCache = 3;
constexpr std::uint64_t kReadMisses = 1 << 16;

constexpr auto kMetrics = std::to_array<ProfileMetric>({
    {"cycles", kHardware, 0, "runs", 1, "cycles per run"},
    {"instructions", kHardware, 1, "cycles", 1, "insns per cycle"},
    {"l1d_loads", kCache, 0, "runs", 1, "loads per run"},
    {"llc_misses", kCache, 2 | kReadMisses, "instructions", 1e6, "LLC misses per million insns"},
    {"itlb_misses", kCache, 4 | kReadMisses, "instructions", 1e6, "itlb misses per million insns"},
    {"dtlb_misses", kCache, 3 | kReadMisses, "instructions", 1e6, "dtlb misses per million insns"},
    {"cpu_clock", kSoftware, 0, "runs", 1, "ns per run", false},
});

}  // namespace

std::span<const ProfileMetric> profile_metrics() { return kMetrics; }

}  // namespace bpflens::model
