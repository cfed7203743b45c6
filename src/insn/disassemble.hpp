// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Instructions as text, in the words of the kernel's verifier log (kernel/bpf/disasm.c).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "insn/instruction.hpp"

namespace bpflens::insn {

// Where the instructions came from decides what their numbers mean; whoever knows says so here. Every
// function may be left empty and may answer with an empty text: then the number speaks for itself.
struct Symbols {
  // What a 64-bit immediate load refers to, as it shall read: "map[id:5]", "&counts". `value` is the
  // immediate of both slots.
  std::function<std::string(std::size_t slot, const Instruction&, std::uint64_t value)> address;
  // The name of what is called: "bpf_map_lookup_elem", a subprogram, a kernel function.
  std::function<std::string(std::size_t slot, const Instruction&)> call;
  // What a reader should know besides: the name of a map, the relocation of an ELF file.
  std::function<std::string(std::size_t slot, const Instruction&)> remark;
};

struct Line {
  std::size_t slot = 0;  // counts 8-byte slots, as jumps do
  Instruction instruction;
  std::optional<Instruction> second;  // of a 64-bit immediate load
  std::string text;                   // "r0 = *(u32 *)(r1 +76)"
  std::optional<std::size_t> target;  // slot that a jump goes to or a call begins at
  bool falls_through = true;          // may the next line be executed after this one?
  std::string remark;                 // for people; may be empty
  bool operator==(const Line&) const = default;
};

// One line an instruction. What the kernel would not accept still has a line that says so.
std::vector<Line> disassemble(std::span<const Instruction> instructions, const Symbols& symbols = {});

}  // namespace bpflens::insn
