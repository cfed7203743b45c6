// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#pragma once

#include "insn/instruction.hpp"

namespace bpflens::insn {

// An instruction of plain numbers.
inline Instruction make(int code, int dst, int src, int off, std::int32_t imm) {
  return {.code = static_cast<std::uint8_t>(code),
          .dst = static_cast<std::uint8_t>(dst),
          .src = static_cast<std::uint8_t>(src),
          .off = static_cast<std::int16_t>(off),
          .imm = imm};
}

}  // namespace bpflens::insn
