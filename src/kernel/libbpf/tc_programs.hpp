// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Programs of tc: filters and actions below queueing disciplines, and those that tcx and netkit run.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/network.hpp"

namespace bpflens::kernel {

struct Interface {
  std::uint32_t index = 0;
  std::string name;
  std::string kind;  // "veth", "netkit"; empty for hardware
};

// In the order that packets meet them: tcx, netkit, then filters. Must run within the devices' namespace.
std::vector<model::InterfaceProgram> tc_programs(const std::vector<Interface>& interfaces);

// What the kernel calls a program; empty when it has gone or may not be asked.
std::string program_name(std::uint32_t id);

}  // namespace bpflens::kernel
