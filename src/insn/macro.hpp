// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Instructions in C, by the kernel's macros: BPF_MOV64_REG(BPF_REG_2, BPF_REG_7). What such a line expands to
// is the instruction, bit by bit: what no macro says exactly is a BPF_RAW_INSN.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "insn/disassemble.hpp"

namespace bpflens::insn {

// Expressions of C for numbers that mean something only here and now. Every function may be left empty and may
// answer with an empty text: then the number is written.
struct MacroNames {
  // The descriptor of the map that a 64-bit immediate load refers to: "counts_fd".
  std::function<std::string(std::size_t slot, const Instruction&)> map;
  // The number of the helper that is called: "BPF_FUNC_map_lookup_elem".
  std::function<std::string(std::size_t slot, const Instruction&)> helper;
};

// One macro; two where the halves of a 64-bit immediate load fit none together.
std::vector<std::string> macros(const Line& line, const MacroNames& names = {});

}  // namespace bpflens::insn
