// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What a loader makes of a program before the kernel sees it: subprograms behind it, maps and variables in its
// loads, and what is left for the kernel to supply.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "insn/instruction.hpp"
#include "model/object_file.hpp"
#include "object/elf_image.hpp"

namespace bpflens::object {

struct Linked {
  struct Part {
    std::size_t slot = 0;      // where it begins
    std::size_t function = 0;  // index into ObjectFile::functions
  };
  std::vector<insn::Instruction> instructions;  // maps are loaded by their index in ObjectFile::maps
  std::vector<Part> parts;                      // the program, then the subprograms that it and they call
  std::vector<std::string> left;                // externs, which a kernel has to supply
};

// The index is that of a function of the file. Every subprogram is there once, in the order of the first calls,
// as libbpf has it. CO-RE relocations are left as the compiler wrote them: the kernel that loads decides.
Linked link(const model::ObjectFile& file, std::size_t program);

// One instruction that the loader completes.
struct RelocationNote {
  std::size_t slot = 0;    // from the function's first instruction
  std::string written;     // what the compiler wrote: "r1 = 0x0"
  std::string relocation;  // "R_BPF_64_64 hash_map"; empty where the compiler left none
  std::string made;        // "BPF_LD_MAP_FD(R1, fd of hash_map)"
  std::string map;         // whose descriptor is put in; mostly empty
};

// Of each function, by slot.
std::vector<std::vector<RelocationNote>> relocation_notes(const Image& image, const model::ObjectFile& file);

// What compiled the file, as it tells itself (debug information, .comment); empty when it doesn't.
std::string compiler(const Image& image);

}  // namespace bpflens::object
