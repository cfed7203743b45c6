// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// One 8-byte slot of BPF machine code, and the numbers that its fields are made of (RFC 9669).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace bpflens::insn {

inline constexpr std::size_t kSlot = 8;  // bytes of one

struct Instruction {
  std::uint8_t code = 0;
  std::uint8_t dst = 0;  // 0 to 15
  std::uint8_t src = 0;  // 0 to 15
  std::int16_t off = 0;
  std::int32_t imm = 0;
  bool operator==(const Instruction&) const = default;
};

// The slots in bytes of this machine's byte order (or the other). Bytes behind the last whole slot are
// left out.
std::vector<Instruction> decode(std::span<const std::byte> bytes, bool swapped = false);

// The bytes of the slots in this machine's byte order.
std::vector<std::byte> encode(std::span<const Instruction> instructions);

// The low three bits of a code.
enum Class : std::uint8_t { kLd, kLdx, kSt, kStx, kAlu, kJmp, kJmp32, kAlu64 };

constexpr Class class_of(const Instruction& i) { return static_cast<Class>(i.code & 0x07); }
constexpr unsigned operation_of(const Instruction& i) { return i.code & 0xf0U; }  // arithmetic and jumps
constexpr bool by_register(const Instruction& i) { return (i.code & 0x08) != 0; }
constexpr unsigned size_of(const Instruction& i) { return i.code & 0x18U; }  // loads and stores
constexpr unsigned mode_of(const Instruction& i) { return i.code & 0xe0U; }

enum Size : unsigned { kWord = 0x00, kHalf = 0x08, kByte = 0x10, kDouble = 0x18 };
enum Mode : unsigned {
  kImm = 0x00,
  kAbs = 0x20,
  kInd = 0x40,
  kMem = 0x60,
  kMemSx = 0x80,
  kAtomic = 0xc0,
  kNospec = 0xc0,  // with class kSt: the verifier's own speculation barrier
};
enum Arithmetic : unsigned {
  kAdd = 0x00,
  kSub = 0x10,
  kMul = 0x20,
  kDiv = 0x30,
  kOr = 0x40,
  kAnd = 0x50,
  kLsh = 0x60,
  kRsh = 0x70,
  kNeg = 0x80,
  kMod = 0x90,
  kXor = 0xa0,
  kMov = 0xb0,
  kArsh = 0xc0,
  kEnd = 0xd0,
};
enum Jump : unsigned { kJa = 0x00, kCall = 0x80, kExit = 0x90, kJcond = 0xe0 };

// Source register of a 64-bit immediate load: what the number stands for.
enum Pseudo : std::uint8_t {
  kPseudoMapFd = 1,
  kPseudoMapValue = 2,
  kPseudoBtfId = 3,
  kPseudoFunction = 4,
  kPseudoMapIndex = 5,
  kPseudoMapIndexValue = 6,
};

// Source register of a call: what is called.
enum PseudoCall : std::uint8_t { kHelper = 0, kSubprogram = 1, kKernelFunction = 2 };

// Does the instruction take two slots (a load of a 64-bit immediate)?
constexpr bool is_wide(const Instruction& i) { return i.code == 0x18; }
constexpr bool is_jump_class(const Instruction& i) { return class_of(i) == kJmp || class_of(i) == kJmp32; }
constexpr bool is_call(const Instruction& i) { return i.code == 0x85; }
constexpr bool is_exit(const Instruction& i) { return i.code == 0x95; }

// How far behind the next slot the called subprogram begins. In a file the immediate says it; a kernel that
// has loaded the program moves it to the offset and keeps a number of its own in the immediate.
constexpr int call_distance(const Instruction& i) { return i.off != 0 ? i.off : i.imm; }

// LD_ABS and LD_IND: the packet loads of classic BPF.
constexpr bool is_packet_load(const Instruction& i) {
  return class_of(i) == kLd && (mode_of(i) == kAbs || mode_of(i) == kInd);
}

}  // namespace bpflens::insn
