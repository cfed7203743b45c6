// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "insn/disassemble.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdint>

#include "support/instruction.hpp"

namespace bpflens::insn {
namespace {

std::string text(int code, int dst, int src, int off, std::int32_t imm) {
  const std::array<Instruction, 1> one = {make(code, dst, src, off, imm)};
  return disassemble(one).at(0).text;
}

TEST_CASE("64-bit arithmetic with a number and with a register") {
  CHECK(text(0x07, 1, 0, 0, 5) == "r1 += 5");
  CHECK(text(0x0f, 1, 2, 0, 0) == "r1 += r2");
  CHECK(text(0x17, 1, 0, 0, -5) == "r1 -= -5");
  CHECK(text(0x1f, 1, 2, 0, 0) == "r1 -= r2");
  CHECK(text(0x27, 1, 0, 0, 5) == "r1 *= 5");
  CHECK(text(0x2f, 1, 2, 0, 0) == "r1 *= r2");
  CHECK(text(0x37, 1, 0, 0, 5) == "r1 /= 5");
  CHECK(text(0x3f, 1, 2, 0, 0) == "r1 /= r2");
  CHECK(text(0x47, 1, 0, 0, 5) == "r1 |= 5");
  CHECK(text(0x4f, 1, 2, 0, 0) == "r1 |= r2");
  CHECK(text(0x57, 1, 0, 0, 255) == "r1 &= 255");
  CHECK(text(0x5f, 1, 2, 0, 0) == "r1 &= r2");
  CHECK(text(0x67, 1, 0, 0, 32) == "r1 <<= 32");
  CHECK(text(0x6f, 1, 2, 0, 0) == "r1 <<= r2");
  CHECK(text(0x77, 1, 0, 0, 32) == "r1 >>= 32");
  CHECK(text(0x7f, 1, 2, 0, 0) == "r1 >>= r2");
  CHECK(text(0x87, 1, 0, 0, 0) == "r1 = -r1");
  CHECK(text(0x97, 1, 0, 0, 5) == "r1 %= 5");
  CHECK(text(0x9f, 1, 2, 0, 0) == "r1 %= r2");
  CHECK(text(0xa7, 1, 0, 0, 5) == "r1 ^= 5");
  CHECK(text(0xaf, 1, 2, 0, 0) == "r1 ^= r2");
  CHECK(text(0xb7, 1, 0, 0, -1) == "r1 = -1");
  CHECK(text(0xbf, 1, 10, 0, 0) == "r1 = r10");
  CHECK(text(0xc7, 1, 0, 0, 63) == "r1 s>>= 63");
  CHECK(text(0xcf, 1, 2, 0, 0) == "r1 s>>= r2");
}

TEST_CASE("32-bit arithmetic names the halves of registers w") {
  CHECK(text(0x04, 1, 0, 0, 5) == "w1 += 5");
  CHECK(text(0x0c, 1, 2, 0, 0) == "w1 += w2");
  CHECK(text(0x84, 1, 0, 0, 0) == "w1 = -w1");
  CHECK(text(0xb4, 0, 0, 0, 1) == "w0 = 1");
  CHECK(text(0xbc, 0, 1, 0, 0) == "w0 = w1");
  CHECK(text(0xc4, 1, 0, 0, 3) == "w1 s>>= 3");
  CHECK(text(0xcc, 1, 2, 0, 0) == "w1 s>>= w2");
}

TEST_CASE("signed division and remainder, and moves that extend the sign (version 4)") {
  CHECK(text(0x37, 1, 0, 1, -3) == "r1 s/= -3");
  CHECK(text(0x3f, 1, 2, 1, 0) == "r1 s/= r2");
  CHECK(text(0x34, 1, 0, 1, 3) == "w1 s/= 3");
  CHECK(text(0x97, 1, 0, 1, 3) == "r1 s%= 3");
  CHECK(text(0x9c, 1, 2, 1, 0) == "w1 s%= w2");
  CHECK(text(0xbf, 1, 2, 8, 0) == "r1 = (s8)r2");
  CHECK(text(0xbf, 1, 2, 16, 0) == "r1 = (s16)r2");
  CHECK(text(0xbf, 1, 2, 32, 0) == "r1 = (s32)r2");
  CHECK(text(0xbc, 1, 2, 8, 0) == "w1 = (s8)w2");
}

TEST_CASE("byte order conversions") {
  CHECK(text(0xd4, 1, 0, 0, 16) == "r1 = le16 r1");
  CHECK(text(0xd4, 1, 0, 0, 64) == "r1 = le64 r1");
  CHECK(text(0xdc, 1, 0, 0, 32) == "r1 = be32 r1");
  CHECK(text(0xd7, 1, 0, 0, 64) == "r1 = bswap64 r1");
}

TEST_CASE("casts between address spaces and to per-CPU addresses") {
  CHECK(text(0xbf, 1, 2, 1, 1) == "r1 = addr_space_cast(r2, 0, 1)");
  CHECK(text(0xbf, 1, 2, 1, 0x10000) == "r1 = addr_space_cast(r2, 1, 0)");
  CHECK(text(0xbf, 1, 2, -1, 0) == "r1 = &(void __percpu *)(r2)");
}

TEST_CASE("loads and stores of every size") {
  CHECK(text(0x61, 0, 1, 76, 0) == "r0 = *(u32 *)(r1 +76)");
  CHECK(text(0x69, 0, 1, 0, 0) == "r0 = *(u16 *)(r1 +0)");
  CHECK(text(0x71, 0, 1, -1, 0) == "r0 = *(u8 *)(r1 -1)");
  CHECK(text(0x79, 0, 10, -8, 0) == "r0 = *(u64 *)(r10 -8)");
  CHECK(text(0x81, 0, 1, 4, 0) == "r0 = *(s32 *)(r1 +4)");
  CHECK(text(0x89, 0, 1, 4, 0) == "r0 = *(s16 *)(r1 +4)");
  CHECK(text(0x91, 0, 1, 4, 0) == "r0 = *(s8 *)(r1 +4)");
  CHECK(text(0x63, 10, 1, -4, 0) == "*(u32 *)(r10 -4) = r1");
  CHECK(text(0x6b, 10, 1, -4, 0) == "*(u16 *)(r10 -4) = r1");
  CHECK(text(0x73, 10, 1, -4, 0) == "*(u8 *)(r10 -4) = r1");
  CHECK(text(0x7b, 10, 1, -8, 0) == "*(u64 *)(r10 -8) = r1");
  CHECK(text(0x62, 10, 0, -4, 7) == "*(u32 *)(r10 -4) = 7");
  CHECK(text(0x6a, 10, 0, -4, 7) == "*(u16 *)(r10 -4) = 7");
  CHECK(text(0x72, 10, 0, -4, -7) == "*(u8 *)(r10 -4) = -7");
  CHECK(text(0x7a, 10, 0, -8, 0) == "*(u64 *)(r10 -8) = 0");
  CHECK(text(0xc2, 0, 0, 0, 0) == "nospec");
}

TEST_CASE("atomic operations with and without the old value") {
  CHECK(text(0xdb, 1, 2, 0, 0x00) == "lock *(u64 *)(r1 +0) += r2");
  CHECK(text(0xc3, 1, 2, 4, 0x40) == "lock *(u32 *)(r1 +4) |= r2");
  CHECK(text(0xdb, 1, 2, 0, 0x50) == "lock *(u64 *)(r1 +0) &= r2");
  CHECK(text(0xdb, 1, 2, 0, 0xa0) == "lock *(u64 *)(r1 +0) ^= r2");
  CHECK(text(0xdb, 1, 2, 0, 0x01) == "r2 = atomic64_fetch_add((u64 *)(r1 +0), r2)");
  CHECK(text(0xc3, 1, 2, 0, 0x41) == "r2 = atomic_fetch_or((u32 *)(r1 +0), r2)");
  CHECK(text(0xdb, 1, 2, 0, 0x51) == "r2 = atomic64_fetch_and((u64 *)(r1 +0), r2)");
  CHECK(text(0xdb, 1, 2, 0, 0xa1) == "r2 = atomic64_fetch_xor((u64 *)(r1 +0), r2)");
  CHECK(text(0xc3, 1, 2, 0, 0xe1) == "r2 = atomic_xchg((u32 *)(r1 +0), r2)");
  CHECK(text(0xdb, 1, 2, -8, 0xf1) == "r0 = atomic64_cmpxchg((u64 *)(r1 -8), r0, r2)");
}

TEST_CASE("loads that acquire and stores that release, of every size") {
  CHECK(text(0xdb, 1, 2, 8, 0x100) == "r1 = load_acquire((u64 *)(r2 +8))");
  CHECK(text(0xd3, 1, 2, 8, 0x100) == "r1 = load_acquire((u8 *)(r2 +8))");
  CHECK(text(0xcb, 1, 2, 8, 0x110) == "store_release((u16 *)(r1 +8), r2)");
  CHECK(text(0xc3, 1, 2, 8, 0x110) == "store_release((u32 *)(r1 +8), r2)");
}

TEST_CASE("every comparison, wide and narrow") {
  CHECK(text(0x15, 1, 0, 3, 0) == "if r1 == 0x0 goto pc+3");
  CHECK(text(0x1d, 1, 2, 3, 0) == "if r1 == r2 goto pc+3");
  CHECK(text(0x25, 1, 0, 3, 10) == "if r1 > 0xa goto pc+3");
  CHECK(text(0x35, 1, 0, 3, 10) == "if r1 >= 0xa goto pc+3");
  CHECK(text(0x45, 1, 0, 3, 10) == "if r1 & 0xa goto pc+3");
  CHECK(text(0x55, 1, 0, -3, -1) == "if r1 != 0xffffffff goto pc-3");
  CHECK(text(0x65, 1, 0, 3, 10) == "if r1 s> 0xa goto pc+3");
  CHECK(text(0x75, 1, 0, 3, 10) == "if r1 s>= 0xa goto pc+3");
  CHECK(text(0xa5, 1, 0, 3, 10) == "if r1 < 0xa goto pc+3");
  CHECK(text(0xb5, 1, 0, 3, 10) == "if r1 <= 0xa goto pc+3");
  CHECK(text(0xc5, 1, 0, 3, 10) == "if r1 s< 0xa goto pc+3");
  CHECK(text(0xd5, 1, 0, 3, 10) == "if r1 s<= 0xa goto pc+3");
  CHECK(text(0x16, 1, 0, 3, 1) == "if w1 == 0x1 goto pc+3");
  CHECK(text(0xde, 1, 2, 3, 0) == "if w1 s<= w2 goto pc+3");
}

TEST_CASE("jumps that need no condition, and the one that counts") {
  CHECK(text(0x05, 0, 0, 2, 0) == "goto pc+2");
  CHECK(text(0x06, 0, 0, 0, 70000) == "gotol pc+70000");
  CHECK(text(0x0d, 3, 0, 0, 0) == "gotox r3");
  CHECK(text(0xe5, 0, 0, 4, 0) == "may_goto pc+4");
  CHECK(text(0x95, 0, 0, 0, 0) == "exit");
}

TEST_CASE("packet loads are shown with what they do") {
  const std::array<Instruction, 2> loads = {make(0x28, 0, 0, 0, 12), make(0x50, 0, 7, 0, 2)};
  const auto lines = disassemble(loads);
  CHECK(lines[0].text == "r0 = *(u16 *)skb[12]");
  CHECK(lines[0].remark == "packet u16 at offset 12 in network byte order; out of bounds ends the program with 0");
  CHECK(lines[1].text == "r0 = *(u8 *)skb[r7 + 2]");
  CHECK(lines[1].remark == "packet u8 at offset r7 + 2 in network byte order; out of bounds ends the program with 0");
  CHECK(text(0x20, 0, 0, 0, 0) == "r0 = *(u32 *)skb[0]");
}

TEST_CASE("64-bit immediate loads take two slots and say what the number stands for") {
  const auto load = [](int kind, std::int32_t low, std::int32_t high) {
    const std::array<Instruction, 3> code = {make(0x18, 1, kind, 0, low), make(0, 0, 0, 0, high),
                                             make(0x95, 0, 0, 0, 0)};
    const auto lines = disassemble(code);
    CHECK(lines.size() == 2);
    CHECK(lines[1].slot == 2);
    return lines[0].text;
  };
  CHECK(load(0, -1, 1) == "r1 = 0x1ffffffff");
  CHECK(load(1, 5, 0) == "r1 = map[id:5]");
  CHECK(load(2, 5, 16) == "r1 = map[id:5][0]+16");
  CHECK(load(3, 5, 0) == "r1 = 0x5");
  CHECK(load(4, -3, 0) == "r1 = subprog[-3]");
  CHECK(load(5, 2, 0) == "r1 = map[idx:2]");
  CHECK(load(6, 2, 8) == "r1 = map[idx:2]+8");
  CHECK(text(0x18, 1, 0, 0, 0) == "invalid instruction 0x18: its second half is missing");
}

TEST_CASE("calls of helpers, subprograms and kernel functions, named by whoever knows the names") {
  const std::array<Instruction, 4> code = {make(0x85, 0, 0, 0, 1), make(0x85, 0, 1, 0, 1), make(0x85, 0, 2, 0, 77),
                                           make(0x85, 0, 0, 0, 9)};
  const auto plain = disassemble(code);
  CHECK(plain[0].text == "call unknown#1");
  CHECK(plain[1].text == "call pc+1");
  CHECK(plain[1].target == 3);
  CHECK(plain[2].text == "call kernel-function#77");
  const auto named = disassemble(code, {.call = [](std::size_t slot, const Instruction&) {
                                   constexpr std::array<const char*, 4> kNames = {
                                       "bpf_map_lookup_elem", "inner", "bpf_cpumask_create", "bpf_skb_load_helper_16"};
                                   return std::string(kNames[slot]);
                                 }});
  CHECK(named[0].text == "call bpf_map_lookup_elem#1");
  CHECK(named[1].text == "call pc+1#inner");
  CHECK(named[2].text == "call bpf_cpumask_create#77");
  CHECK(named[3].text == "call bpf_skb_load_helper_16#9");
  CHECK(named[3].remark == "was a packet load (LD_ABS or LD_IND): out of bounds ends the program with 0");
}

TEST_CASE("a subprogram call read back from the kernel has its distance in the offset") {
  const std::array<Instruction, 3> code = {make(0x85, 0, 1, 1, 7), make(0x95, 0, 0, 0, 0), make(0x95, 0, 0, 0, 0)};
  const auto lines = disassemble(code);
  CHECK(lines[0].text == "call pc+1");
  CHECK(lines[0].target == 2);
}

TEST_CASE("jumps know where they go and whether the next line may follow") {
  const std::array<Instruction, 3> code = {make(0x15, 1, 0, 1, 0), make(0x05, 0, 0, -2, 0), make(0x95, 0, 0, 0, 0)};
  const auto lines = disassemble(code);
  CHECK(lines[0].target == 2);
  CHECK(lines[0].falls_through);
  CHECK(lines[1].target == 0);
  CHECK_FALSE(lines[1].falls_through);
  CHECK_FALSE(lines[2].target.has_value());
  CHECK_FALSE(lines[2].falls_through);
}

TEST_CASE("a jump out of the program has no target") {
  const std::array<Instruction, 1> code = {make(0x05, 0, 0, 100, 0)};
  CHECK_FALSE(disassemble(code)[0].target.has_value());
}

TEST_CASE("what no kernel accepts has a line of its own all the same") {
  for (int code = 0; code < 256; ++code) {
    const std::array<Instruction, 2> two = {make(code, 15, 15, 0x7fff, 0x7fffffff), make(0, 0, 0, 0, 0)};
    CHECK_FALSE(disassemble(two).at(0).text.empty());
  }
  CHECK(text(0xe7, 1, 0, 0, 0) == "invalid instruction 0xe7");
  CHECK(text(0xc3, 1, 2, 0, 0x33) == "invalid instruction 0xc3");
  CHECK(text(0x38, 0, 0, 0, 0) == "invalid instruction 0x38");
}

TEST_CASE("slots are read in either byte order, and a rest that is no slot is left out") {
  const auto bytes = [](std::initializer_list<int> values) {
    std::vector<std::byte> all;
    for (const int value : values) all.push_back(static_cast<std::byte>(value));
    return all;
  };
  const std::vector<Instruction> expected = {make(0x61, 1, 2, -4, 0x01020304)};
  CHECK(decode(bytes({0x61, 0x21, 0xfc, 0xff, 4, 3, 2, 1, 0x95, 0})) == expected);
  CHECK(decode(bytes({0x61, 0x12, 0xff, 0xfc, 1, 2, 3, 4}), true) == expected);
}

}  // namespace
}  // namespace bpflens::insn
