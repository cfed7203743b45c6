// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Disassembled machine code as text and as bpftool's JSON.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "insn/machine.hpp"
#include "model/code.hpp"
#include "render/json.hpp"
#include "render/listing.hpp"

namespace bpflens::render {

// A function of the program with its instructions.
struct MachineFunction {
  model::Function function;
  std::string symbol;  // "bpf_prog_TAG_name"
  std::vector<insn::MachineLine> lines;
};

// The functions one after the other; source lines come from `code`.
std::string machine_listing(std::span<const MachineFunction> functions, const model::ProgramCode& code,
                            const ListingForm& form);

// [{"proto"?, "name", "insns": [{"src"?, "pc", "operation", "operands", "opcodes"?}]}]
Json machine_listing_json(std::span<const MachineFunction> functions, const model::ProgramCode& code,
                          const ListingForm& form);

}  // namespace bpflens::render
