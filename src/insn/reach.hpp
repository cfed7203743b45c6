// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Which instructions the verifier gets to, once the loader has put in what it knows of the kernel: programs ask
// "does the field exist?" and the code behind a no is never looked at.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "insn/instruction.hpp"

namespace bpflens::insn {

// One flag a slot of a function. `loaded` has, by slot, the numbers that the loader puts into moves and 64-bit
// immediate loads. Constants are followed through registers and simple arithmetic; whatever isn't known may be
// anything, so that a slot is left out only if nothing leads to it.
std::vector<bool> reachable(std::span<const Instruction> code, const std::map<std::size_t, std::uint64_t>& loaded);

}  // namespace bpflens::insn
