// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Who else reads the events of a map. The kernel doesn't say whose ring is in a map's slot; what can be
// seen in /proc is which processes hold the map and have rings mapped.
#pragma once

#include <vector>

#include "model/map.hpp"
#include "model/process.hpp"

namespace bpflens::kernel {

// Other processes that hold a descriptor of the map and have mapped a ring that can be this map's: any
// perf ring for perf event arrays, one of the map's size for ring buffers. Those whose descriptors this
// process may not see are left out.
std::vector<model::Process> readers_of(const model::Map& map);

}  // namespace bpflens::kernel
