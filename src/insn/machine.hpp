// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Machine code as text, through capstone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace bpflens::insn {

enum class Machine { x86_64, arm64 };

// The machine this build is for; nothing when it is one that can't be disassembled here.
std::optional<Machine> own_machine();

// Why this machine's code can't be shown; empty when it can.
std::string why_no_machine_code();

struct MachineLine {
  std::uint64_t offset = 0;  // from the first byte of the function
  std::span<const std::byte> bytes;
  std::string operation;              // "mov"
  std::vector<std::string> operands;  // "%rsp", "%rbp"
  std::string remark;                 // the symbol or the offset that a call or jump goes to; may be empty
};

// The instructions of a function that stands at an address; AT&T syntax on x86-64, as in the kernel's own
// disassemblies. Bytes that are no instruction become ".byte" lines. Branch targets are looked up in the
// symbols. The lines refer to `code`. Only where why_no_machine_code() says nothing.
std::vector<MachineLine> disassemble_machine(Machine machine, std::span<const std::byte> code, std::uint64_t address,
                                             const std::map<std::uint64_t, std::string>& symbols);

}  // namespace bpflens::insn
