// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What perf events are called: perf's and bpftool's words for enum perf_type_id and what each type counts.
#pragma once

#include <cstdint>
#include <string>

namespace bpflens::model {

// "software"; empty for a type without a name (those of PMUs that the kernel numbers as it meets them).
std::string perf_type_name(std::uint32_t type);

// "cpu-clock", "LLC-load-misses"; empty for what has no name.
std::string perf_config_name(std::uint32_t type, std::uint64_t config);

}  // namespace bpflens::model
