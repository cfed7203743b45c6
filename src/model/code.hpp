// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A loaded program's instructions, and what the kernel keeps to relate them to names and source lines.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "model/program.hpp"

namespace bpflens::model {

// The program's main function or a subprogram.
struct Function {
  std::size_t slot = 0;             // of its first instruction
  std::string name;                 // empty where the program has no BTF
  std::string prototype;            // "int filter(struct __sk_buff * skb)"; empty where not asked for
  std::uint32_t btf_type = 0;       // of the function, in the program's BTF; 0: none
  Tag tag{};                        // of its instructions
  std::uint64_t address = 0;        // of its machine code; 0 where the kernel doesn't tell
  std::uint32_t machine_bytes = 0;  // length of its machine code
};

// "bpf_prog_TAG_name", as the kernel calls a function of a program in kallsyms.
std::string symbol_of(const Function& function);

struct SourceLine {
  std::size_t slot = 0;       // the first instruction of the line
  std::uint64_t address = 0;  // the first byte of its machine code; 0 where the kernel doesn't tell
  std::string file;
  std::string text;  // as it was compiled; may be empty
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

struct ProgramCode {
  std::vector<std::byte> translated;             // 8-byte slots, as the verifier left them
  std::vector<std::byte> machine;                // all functions, one after the other; empty when not compiled
  std::vector<Function> functions;               // by slot; empty where the kernel tells of none
  std::vector<SourceLine> lines;                 // by slot
  std::map<std::size_t, std::string> calls;      // the kernel's name of what the call in a slot calls
  std::map<std::uint64_t, std::string> symbols;  // the kernel functions it calls and its own, by address
  std::string hidden;                            // why parts are missing, e.g. kernel.kptr_restrict; else empty
};

}  // namespace bpflens::model
