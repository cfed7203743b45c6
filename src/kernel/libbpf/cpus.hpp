// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// CPUs as /sys/devices/system/cpu lists them.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace bpflens::kernel {

// The numbers in a list such as "0-3,8"; what doesn't fit that form ends it.
std::vector<std::uint32_t> parse_cpu_list(std::string_view text);

// /sys/devices/system/cpu/online; throws when it can't be read.
std::vector<std::uint32_t> online_cpus();

}  // namespace bpflens::kernel
