// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The memory of all programs at once, by an iterator in the kernel (bpf/program_sizes.bpf.c).
#pragma once

#include <cstdint>
#include <unordered_map>

namespace bpflens::kernel {

using ProgramSizes = std::unordered_map<std::uint32_t, std::uint64_t>;

// Bytes by id, the same as "memlock" in fdinfo. 5 ms, and 0.5 us a program, where fdinfo takes 5 us. Programs may be
// missing; all are where the kernel can't iterate (before Linux 5.14) or doesn't let us.
ProgramSizes program_sizes();

}  // namespace bpflens::kernel
