// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// How a network device does XDP, as its driver tells (netlink family "netdev", Linux 6.3).
#pragma once

#include <cstdint>

#include "model/support.hpp"

namespace bpflens::kernel {

// A bit of enum netdev_xdp_act; unknown before Linux 6.3, where only attaching could tell.
model::Support probe_xdp_feature(std::uint32_t ifindex, std::uint64_t feature);

}  // namespace bpflens::kernel
