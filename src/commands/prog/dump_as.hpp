// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "prog dump xlated --as macros" and "--as raw": programs in forms that can be loaded again.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "commands/context.hpp"
#include "insn/disassemble.hpp"
#include "model/code.hpp"

namespace bpflens::commands {

struct Dumped {
  model::Program program;
  model::ProgramCode code;
};

// The names of the maps that a program uses, by id.
std::map<std::uint32_t, std::string> map_names(kernel::Maps& maps, const model::Program& program);

// The instructions as text, with the names of what they call and load.
std::vector<insn::Line> lines_of(std::span<const insn::Instruction> instructions, const model::ProgramCode& code,
                                 const std::map<std::uint32_t, std::string>& maps);

// C: the kernel's instruction macros. Returns the exit code.
int dump_macros(std::span<const Dumped> all, Context& context);

// The bytes, to a file or to the output when there is none. Returns the exit code.
int dump_raw(const Dumped& one, const std::string& file, Context& context);

}  // namespace bpflens::commands
