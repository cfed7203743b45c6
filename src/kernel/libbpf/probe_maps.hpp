// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Does a map type, or a flag of maps, exist? Found out by making one such map, as small as it gets.
#pragma once

#include <cstdint>

#include "model/support.hpp"

namespace bpflens::kernel {

// On a network device if ifindex isn't 0.
model::Support probe_map_type(std::uint32_t type, std::uint32_t ifindex = 0);

// A devmap or cpumap whose values have room for a program's descriptor too.
model::Support probe_map_with_programs(std::uint32_t type, std::uint32_t value_size);

// A flag of maps (BPF_F_*), tried on a map of a type it is for.
model::Support probe_map_flag(std::uint32_t flag);

}  // namespace bpflens::kernel
