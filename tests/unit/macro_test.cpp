// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "insn/macro.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <random>

#include "support/fixtures.hpp"
#include "support/instruction.hpp"
#include "support/processes.hpp"
#include "support/scratch_directory.hpp"

namespace bpflens::insn {
namespace {

std::vector<std::string> all_macros(const std::vector<Instruction>& code, const MacroNames& names = {}) {
  std::vector<std::string> all;
  for (const Line& line : disassemble(code))
    for (std::string& text : macros(line, names)) all.push_back(std::move(text));
  return all;
}

std::string macro(int code, int dst, int src, int off, std::int32_t imm) {
  return all_macros({make(code, dst, src, off, imm)}).at(0);
}

TEST_CASE("arithmetic is written by the kernel's macros, signed and narrow forms too") {
  CHECK(macro(0xbf, 2, 7, 0, 0) == "BPF_MOV64_REG(BPF_REG_2, BPF_REG_7)");
  CHECK(macro(0xb7, 0, 0, 0, -1) == "BPF_MOV64_IMM(BPF_REG_0, -1)");
  CHECK(macro(0xbc, 2, 7, 0, 0) == "BPF_MOV32_REG(BPF_REG_2, BPF_REG_7)");
  CHECK(macro(0xb4, 2, 0, 0, 7) == "BPF_MOV32_IMM(BPF_REG_2, 7)");
  CHECK(macro(0xbf, 2, 7, 8, 0) == "BPF_MOVSX64_REG(BPF_REG_2, BPF_REG_7, 8)");
  CHECK(macro(0xbc, 2, 7, 16, 0) == "BPF_MOVSX32_REG(BPF_REG_2, BPF_REG_7, 16)");
  CHECK(macro(0xbf, 2, 7, -1, 0) == "BPF_MOV64_PERCPU_REG(BPF_REG_2, BPF_REG_7)");
  CHECK(macro(0xbc, 2, 2, 0, 1) == "BPF_ZEXT_REG(BPF_REG_2)");
  CHECK(macro(0x07, 2, 0, 0, -4) == "BPF_ALU64_IMM(BPF_ADD, BPF_REG_2, -4)");
  CHECK(macro(0xcf, 2, 1, 0, 0) == "BPF_ALU64_REG(BPF_ARSH, BPF_REG_2, BPF_REG_1)");
  CHECK(macro(0x3f, 2, 1, 1, 0) == "BPF_ALU64_REG_OFF(BPF_DIV, BPF_REG_2, BPF_REG_1, 1)");
  CHECK(macro(0x94, 2, 0, 1, 3) == "BPF_ALU32_IMM_OFF(BPF_MOD, BPF_REG_2, 3, 1)");
  CHECK(macro(0x87, 2, 0, 0, 0) == "BPF_ALU64_IMM(BPF_NEG, BPF_REG_2, 0)");
  CHECK(macro(0xd4, 2, 0, 0, 16) == "BPF_ENDIAN(BPF_TO_LE, BPF_REG_2, 16)");
  CHECK(macro(0xdc, 2, 0, 0, 64) == "BPF_ENDIAN(BPF_TO_BE, BPF_REG_2, 64)");
  CHECK(macro(0xd7, 2, 0, 0, 32) == "BPF_BSWAP(BPF_REG_2, 32)");
  CHECK(macro(0xbf, 1, 2, 1, 0x10000) ==
        "BPF_RAW_INSN(BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_1, BPF_REG_2, BPF_ADDR_SPACE_CAST, 65536)");
}

TEST_CASE("loads, stores and atomic operations are written by the kernel's macros") {
  CHECK(macro(0x61, 0, 1, 76, 0) == "BPF_LDX_MEM(BPF_W, BPF_REG_0, BPF_REG_1, 76)");
  CHECK(macro(0x91, 0, 1, 4, 0) == "BPF_LDX_MEMSX(BPF_B, BPF_REG_0, BPF_REG_1, 4)");
  CHECK(macro(0x7b, 10, 1, -8, 0) == "BPF_STX_MEM(BPF_DW, BPF_REG_10, BPF_REG_1, -8)");
  CHECK(macro(0x6a, 10, 0, -4, 7) == "BPF_ST_MEM(BPF_H, BPF_REG_10, -4, 7)");
  CHECK(macro(0xc2, 0, 0, 0, 0) == "BPF_ST_NOSPEC()");
  CHECK(macro(0xdb, 1, 2, 0, 0x00) == "BPF_ATOMIC_OP(BPF_DW, BPF_ADD, BPF_REG_1, BPF_REG_2, 0)");
  CHECK(macro(0xc3, 1, 2, 0, 0x41) == "BPF_ATOMIC_OP(BPF_W, BPF_OR | BPF_FETCH, BPF_REG_1, BPF_REG_2, 0)");
  CHECK(macro(0xdb, 1, 2, -8, 0xf1) == "BPF_ATOMIC_OP(BPF_DW, BPF_CMPXCHG, BPF_REG_1, BPF_REG_2, -8)");
  CHECK(macro(0xd3, 1, 2, 8, 0x100) == "BPF_ATOMIC_OP(BPF_B, BPF_LOAD_ACQ, BPF_REG_1, BPF_REG_2, 8)");
  CHECK(macro(0xcb, 1, 2, 8, 0x110) == "BPF_ATOMIC_OP(BPF_H, BPF_STORE_REL, BPF_REG_1, BPF_REG_2, 8)");
  CHECK(macro(0x28, 0, 0, 0, 12) == "BPF_LD_ABS(BPF_H, 12)");
  CHECK(macro(0x50, 0, 7, 0, 2) == "BPF_LD_IND(BPF_B, BPF_REG_7, 2)");
}

TEST_CASE("jumps and calls are written by the kernel's macros") {
  CHECK(macro(0x15, 1, 0, 3, 0) == "BPF_JMP_IMM(BPF_JEQ, BPF_REG_1, 0, 3)");
  CHECK(macro(0xdd, 1, 2, -3, 0) == "BPF_JMP_REG(BPF_JSLE, BPF_REG_1, BPF_REG_2, -3)");
  CHECK(macro(0x16, 1, 0, 3, -1) == "BPF_JMP32_IMM(BPF_JEQ, BPF_REG_1, -1, 3)");
  CHECK(macro(0x2e, 1, 2, 3, 0) == "BPF_JMP32_REG(BPF_JGT, BPF_REG_1, BPF_REG_2, 3)");
  CHECK(macro(0x05, 0, 0, 2, 0) == "BPF_JMP_A(2)");
  CHECK(macro(0x06, 0, 0, 0, 70000) == "BPF_JMP32_A(70000)");
  CHECK(macro(0xe5, 0, 0, 4, 0) == "BPF_RAW_INSN(BPF_JMP | BPF_JCOND, 0, 0, 4, 0)");
  CHECK(macro(0x0d, 3, 0, 0, 0) == "BPF_RAW_INSN(BPF_JMP | BPF_JA | BPF_X, BPF_REG_3, 0, 0, 0)");
  CHECK(macro(0x95, 0, 0, 0, 0) == "BPF_EXIT_INSN()");
  CHECK(macro(0x85, 0, 0, 0, 1) == "BPF_RAW_INSN(BPF_JMP | BPF_CALL, 0, 0, 0, 1)");
  CHECK(macro(0x85, 0, 1, 0, -5) == "BPF_CALL_REL(-5)");
  CHECK(macro(0x85, 0, 2, 1, 77) == "BPF_CALL_KFUNC(1, 77)");
}

TEST_CASE("names stand for descriptors of maps and numbers of helpers where they are known") {
  const std::vector<Instruction> code = {make(0x18, 1, 1, 0, 5), make(0, 0, 0, 0, 0), make(0x18, 2, 2, 0, 6),
                                         make(0, 0, 0, 0, 16), make(0x85, 0, 0, 0, 1)};
  const MacroNames names{.map = [](std::size_t, const Instruction& i) { return i.imm == 5 ? "hash_map_fd" : ""; },
                         .helper = [](std::size_t, const Instruction&) { return "BPF_FUNC_map_lookup_elem"; }};
  CHECK(all_macros(code, names) ==
        std::vector<std::string>{"BPF_LD_MAP_FD(BPF_REG_1, hash_map_fd)", "BPF_LD_MAP_VALUE(BPF_REG_2, 6, 16)",
                                 "BPF_RAW_INSN(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_map_lookup_elem)"});
}

TEST_CASE("a 64-bit immediate load is one macro, and two raw slots when its second half is odd") {
  const auto load = [](int kind, std::int32_t low, Instruction second) {
    return all_macros({make(0x18, 1, kind, 0, low), second});
  };
  CHECK(load(0, -1, make(0, 0, 0, 0, 1)) == std::vector<std::string>{"BPF_LD_IMM64(BPF_REG_1, 0x1ffffffffULL)"});
  CHECK(load(4, -3, make(0, 0, 0, 0, 0)) ==
        std::vector<std::string>{"BPF_LD_IMM64_RAW_FULL(BPF_REG_1, BPF_PSEUDO_FUNC, 0, 0, -3, 0)"});
  CHECK(load(0, 1, make(0x95, 1, 0, 0, 0)) ==
        std::vector<std::string>{"BPF_RAW_INSN(BPF_LD | BPF_DW | BPF_IMM, BPF_REG_1, 0, 0, 1)",
                                 "BPF_RAW_INSN(BPF_JMP | BPF_EXIT, BPF_REG_1, 0, 0, 0)"});
}

// Instructions of every code, tidy ones and ones with something in fields that should be empty.
std::vector<Instruction> every_code() {
  std::vector<Instruction> all;
  std::mt19937 random(1);
  const auto draw = [&random](int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); };
  for (int code = 0; code < 256; ++code) {
    for (const int imm : {0, 1, 0x41, 0x100, -1, INT32_MIN, INT32_MAX}) {
      all.push_back(make(code, draw(11), 0, 0, imm));
      all.push_back(make(code, 0, 0, draw(100), imm));
      all.push_back(make(code, draw(11), draw(11), 0, 0));
      all.push_back(make(code, draw(16), draw(16), draw(65536) - 32768, imm));
      all.push_back(make(code, 3, 3, draw(2) - 1, imm));
      all.push_back(make(code, 0, draw(7), draw(2), imm));
    }
  }
  for (int kind = 0; kind < 16; ++kind) {
    all.push_back(make(0x18, draw(11), kind, 0, -kind));
    all.push_back(make(0, 0, 0, 0, draw(3)));
  }
  return all;
}

// What a C compiler makes of the macros: a program that writes the array's bytes.
std::optional<std::string> compiled(const std::vector<std::string>& macros) {
  const test::ScratchDirectory scratch;
  const std::string source = scratch.path() + "/program.c";
  std::ofstream file(source);
  file << "#include <bpflens/insn.h>\n#include <stdio.h>\nstatic struct bpf_insn program[] = {\n";
  for (const std::string& text : macros) file << text << ",\n";
  file << "};\nint main(void) { return fwrite(program, sizeof(program), 1, stdout) == 1 ? 0 : 1; }\n";
  file.close();
  const std::string binary = scratch.path() + "/program";
  if (!test::output_of("cc -Wall -Wextra -Werror -I '" + test::bpf_include_directory() + "' -o " + binary + " " +
                       source))
    return std::nullopt;
  return test::output_of(binary);
}

TEST_CASE("a C compiler makes of the macros the very bytes they were written from") {
  if (!test::output_of("cc --version")) {
    MESSAGE("SKIP: there is no C compiler here");
    return;
  }
  const std::vector<Instruction> code = every_code();
  const auto output = compiled(all_macros(code));
  REQUIRE(output.has_value());
  const std::vector<std::byte> expected = encode(code);
  REQUIRE(output->size() == expected.size());
  const auto* actual = reinterpret_cast<const std::byte*>(output->data());
  const auto there = std::mismatch(expected.begin(), expected.end(), actual).first;
  CHECK_MESSAGE(there == expected.end(), "the first difference is in slot ", (there - expected.begin()) / 8);
}

}  // namespace
}  // namespace bpflens::insn
