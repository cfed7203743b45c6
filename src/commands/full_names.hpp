// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The kernel keeps the first 15 characters of a map's name. The whole of it is in the BTF of its object, where the map
// is a variable, or is the name of a pin.
#pragma once

#include <cstddef>
#include <vector>

#include "kernel/kernel.hpp"

namespace bpflens::commands {

inline constexpr std::size_t kKernelName = 15;

// Fills full_name where the kernel's name is cut off and one longer name is known.
void add_full_names(kernel::Kernel& kernel, std::vector<model::Map>& maps);

}  // namespace bpflens::commands
