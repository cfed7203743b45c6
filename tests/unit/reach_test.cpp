// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "insn/reach.hpp"

#include <doctest/doctest.h>

#include <random>

#include "insn/extension.hpp"

namespace bpflens::test {
namespace {

using insn::Instruction;
using model::Ability;

constexpr Instruction kExit{.code = 0x95};
constexpr Instruction kSetR0{.code = 0xb7};  // r0 = 0

constexpr Instruction set(std::uint8_t reg, std::int32_t imm) { return {.code = 0xb7, .dst = reg, .imm = imm}; }
constexpr Instruction if_equal(std::uint8_t reg, std::int32_t imm, std::int16_t off) {
  return {.code = 0x15, .dst = reg, .off = off, .imm = imm};
}

// "1101": which slots are reached.
std::string reached(const std::vector<Instruction>& code, const std::map<std::size_t, std::uint64_t>& loaded = {}) {
  std::string flags;
  for (const bool flag : insn::reachable(code, loaded)) flags += flag ? '1' : '0';
  return flags;
}

TEST_CASE("code behind a question that the loader answers with no is not reached") {
  const std::vector<Instruction> code = {set(3, 1), if_equal(3, 0, 1), kSetR0, kExit};
  CHECK(reached(code, {{0, 0}}) == "1101");
  CHECK(reached(code, {{0, 1}}) == "1111");
  CHECK(reached({set(3, 0), if_equal(3, 0, 1), kSetR0, kExit}) == "1101");
}

TEST_CASE("an answer in a 64-bit immediate load, copied and compared as 32 bits, still decides") {
  const std::vector<Instruction> code = {{.code = 0x18, .dst = 1, .imm = 1},
                                         {},
                                         {.code = 0xbf, .dst = 2, .src = 1},            // r2 = r1
                                         {.code = 0x56, .dst = 2, .off = 1, .imm = 1},  // if w2 != 1
                                         kSetR0,
                                         kExit};
  CHECK(reached(code) == "111111");
  CHECK(reached(code, {{0, 0}}) == "111101");
}

TEST_CASE("what comes from memory, a call or two paths that disagree may be anything") {
  CHECK(reached({{.code = 0x61, .dst = 3, .src = 1}, if_equal(3, 0, 1), kSetR0, kExit}) == "1111");
  CHECK(reached({set(1, 0), {.code = 0x85, .imm = 5}, if_equal(1, 0, 1), kSetR0, kExit}) == "11111");
  CHECK(reached({{.code = 0x61, .dst = 2, .src = 1},
                 set(3, 0),
                 if_equal(2, 0, 1),
                 set(3, 1),
                 if_equal(3, 0, 1),
                 kSetR0,
                 kExit}) == "1111111");
}

TEST_CASE("a loop that counts ends the walk") {
  CHECK(reached({set(0, 10), {.code = 0x17, .imm = 1}, {.code = 0x55, .off = -2}, kExit}) == "1111");
}

TEST_CASE("wild jumps and cut-off code are walked without harm") {
  std::mt19937 random(3);
  for (int round = 0; round < 2000; ++round) {
    std::vector<Instruction> code(random() % 40);
    for (Instruction& i : code)
      i = {.code = static_cast<std::uint8_t>(random()),
           .dst = static_cast<std::uint8_t>(random() % 16),
           .src = static_cast<std::uint8_t>(random() % 16),
           .off = static_cast<std::int16_t>(random() % 20 - 10),
           .imm = static_cast<std::int32_t>(random())};
    CHECK(insn::reachable(code, {}).size() == code.size());
  }
}

TEST_CASE("instructions tell which extension of the set they need") {
  CHECK_FALSE(insn::extension_of(kExit).has_value());
  CHECK_FALSE(insn::extension_of({.code = 0xdb, .imm = 0}).has_value());       // lock add
  CHECK_FALSE(insn::extension_of({.code = 0xdc, .imm = 64}).has_value());      // be64
  CHECK(insn::extension_of({.code = 0xad}) == Ability::isa_v2);                // if r < r
  CHECK(insn::extension_of({.code = 0x16}) == Ability::isa_v3);                // if w == imm
  CHECK(insn::extension_of({.code = 0x06, .imm = 5}) == Ability::isa_v4);      // gotol
  CHECK(insn::extension_of({.code = 0xd7, .imm = 64}) == Ability::isa_v4);     // bswap64
  CHECK(insn::extension_of({.code = 0xbf, .off = 8}) == Ability::isa_v4);      // r = (s8)r
  CHECK(insn::extension_of({.code = 0xbc, .off = 16}) == Ability::isa_v4);     // w = (s16)w
  CHECK(insn::extension_of({.code = 0x3f, .off = 1}) == Ability::isa_v4);      // r s/= r
  CHECK(insn::extension_of({.code = 0x81}) == Ability::isa_v4);                // r = *(s32 *)
  CHECK(insn::extension_of({.code = 0xdb, .imm = 0x01}) == Ability::atomics);  // fetch and add
  CHECK(insn::extension_of({.code = 0xdb, .imm = 0xf1}) == Ability::atomics);  // compare and exchange
  CHECK(insn::extension_of({.code = 0xdb, .imm = 0x100}) == Ability::load_acquire);
  CHECK(insn::extension_of({.code = 0xe5}) == Ability::may_goto);
  CHECK(insn::extension_of({.code = 0xbf, .off = 1, .imm = 1}) == Ability::address_space_cast);
}

}  // namespace
}  // namespace bpflens::test
