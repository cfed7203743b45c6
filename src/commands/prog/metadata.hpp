// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Joins programs with the metadata that their authors left in read-only data.
#pragma once

#include <vector>

#include "kernel/kernel.hpp"

namespace bpflens::commands {

// Fills in the metadata of each program from the .rodata maps bound to it. A map or type that vanishes
// meanwhile, or that can't be read, adds nothing.
void add_metadata(kernel::Kernel& kernel, std::vector<model::Program>& programs);

}  // namespace bpflens::commands
