// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Which instructions not every kernel has.
#pragma once

#include <optional>

#include "insn/instruction.hpp"
#include "model/ability.hpp"

namespace bpflens::insn {

// The version of the instruction set, or the later addition, that an instruction came with; nothing for those
// that were there from the start.
std::optional<model::Ability> extension_of(const Instruction& instruction);

}  // namespace bpflens::insn
