// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Capstone's functions, looked up when machine code is first shown: relocating its tables takes as long as everything
// else at start-up together, and hardly any command needs them.
#pragma once

#include <capstone/capstone.h>

#include <string>

namespace bpflens::insn {

struct Capstone {
  decltype(&cs_open) open = nullptr;
  decltype(&cs_close) close = nullptr;
  decltype(&cs_option) option = nullptr;
  decltype(&cs_malloc) allocate = nullptr;
  decltype(&cs_free) free = nullptr;
  decltype(&cs_disasm_iter) disassemble_next = nullptr;
  std::string problem;  // why the library can't be used; else empty, and all functions are there
};

// Loads the library at the first call; it stays loaded.
const Capstone& capstone();

}  // namespace bpflens::insn
