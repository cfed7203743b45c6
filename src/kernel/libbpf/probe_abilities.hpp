// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What kernels have come to accept: instructions, sizes and commands, asked with one program or call each.
#pragma once

#include <cstdint>

#include "kernel/libbpf/kernel_names.hpp"
#include "kernel/prober.hpp"

namespace bpflens::kernel {

model::Support probe_ability(Ability ability, KernelNames& names);

// Of the abilities that are instructions; on a network device if ifindex isn't 0.
model::Support probe_instructions(Ability ability, std::uint32_t ifindex);

}  // namespace bpflens::kernel
