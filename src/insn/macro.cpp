// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Each macro is offered together with what it expands to, and taken only when that is the instruction.
#include "insn/macro.hpp"

#include <fmt/core.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace bpflens::insn {
namespace {

struct Macro {
  std::string text;
  Instruction expands_to;
};

constexpr std::array<std::string_view, 8> kClasses = {"BPF_LD",  "BPF_LDX", "BPF_ST",    "BPF_STX",
                                                      "BPF_ALU", "BPF_JMP", "BPF_JMP32", "BPF_ALU64"};
constexpr std::array<std::string_view, 4> kSizes = {"BPF_W", "BPF_H", "BPF_B", "BPF_DW"};
constexpr std::array<std::string_view, 8> kModes = {"BPF_IMM",   "BPF_ABS", "BPF_IND",    "BPF_MEM",
                                                    "BPF_MEMSX", "",        "BPF_ATOMIC", ""};
constexpr std::array<std::string_view, 16> kArithmetic = {
    "BPF_ADD", "BPF_SUB", "BPF_MUL", "BPF_DIV", "BPF_OR",   "BPF_AND", "BPF_LSH", "BPF_RSH",
    "BPF_NEG", "BPF_MOD", "BPF_XOR", "BPF_MOV", "BPF_ARSH", "BPF_END", "",        ""};
constexpr std::array<std::string_view, 16> kJumps = {
    "BPF_JA",   "BPF_JEQ",  "BPF_JGT", "BPF_JGE", "BPF_JSET", "BPF_JNE",  "BPF_JSGT",  "BPF_JSGE",
    "BPF_CALL", "BPF_EXIT", "BPF_JLT", "BPF_JLE", "BPF_JSLT", "BPF_JSLE", "BPF_JCOND", ""};
constexpr std::array<std::string_view, 7> kPseudo = {"0",
                                                     "BPF_PSEUDO_MAP_FD",
                                                     "BPF_PSEUDO_MAP_VALUE",
                                                     "BPF_PSEUDO_BTF_ID",
                                                     "BPF_PSEUDO_FUNC",
                                                     "BPF_PSEUDO_MAP_IDX",
                                                     "BPF_PSEUDO_MAP_IDX_VALUE"};

// Beyond the registers that programs have there are some of the verifier's own, which have no name in uapi.
std::string reg(unsigned number) { return number <= 10 ? fmt::format("BPF_REG_{}", number) : std::to_string(number); }

std::string_view size_word(const Instruction& i) { return kSizes[size_of(i) >> 3]; }
bool is_arithmetic(const Instruction& i) { return class_of(i) == kAlu || class_of(i) == kAlu64; }
bool is_jump(const Instruction& i) { return class_of(i) == kJmp || class_of(i) == kJmp32; }

// "BPF_JMP | BPF_CALL"; the bits that no words stand for as a number.
std::string code_words(const Instruction& i) {
  std::string text(kClasses[class_of(i)]);
  const auto add = [&text](std::string_view word) { text += " | " + std::string(word); };
  if (!is_arithmetic(i) && !is_jump(i)) {
    const bool nospec = class_of(i) == kSt && mode_of(i) == kNospec;
    const std::string_view mode = nospec ? "BPF_NOSPEC" : kModes[mode_of(i) >> 5];
    if (mode.empty()) return fmt::format("0x{:02x}", i.code);
    add(size_word(i));
    add(mode);
    return text;
  }
  const std::string_view operation = (is_jump(i) ? kJumps : kArithmetic)[operation_of(i) >> 4];
  if (operation.empty()) return fmt::format("0x{:02x}", i.code);
  add(operation);
  if (by_register(i)) add("BPF_X");
  return text;
}

std::string raw_register(unsigned number) { return number == 0 ? "0" : reg(number); }

std::string raw(const Instruction& i, const std::string& immediate) {
  return fmt::format("BPF_RAW_INSN({}, {}, {}, {}, {})", code_words(i), raw_register(i.dst), raw_register(i.src), i.off,
                     immediate);
}
std::string raw(const Instruction& i) { return raw(i, std::to_string(i.imm)); }

Macro move(const Instruction& i, std::string_view bits) {
  const std::string dst = reg(i.dst);
  const std::string src = reg(i.src);
  if (!by_register(i)) return {fmt::format("BPF_MOV{}_IMM({}, {})", bits, dst, i.imm), {i.code, i.dst, 0, 0, i.imm}};
  if (class_of(i) == kAlu && i.imm == 1) return {fmt::format("BPF_ZEXT_REG({})", dst), {i.code, i.dst, i.dst, 0, 1}};
  if (i.off == 0) return {fmt::format("BPF_MOV{}_REG({}, {})", bits, dst, src), {i.code, i.dst, i.src, 0, 0}};
  if (i.off == -1 && class_of(i) == kAlu64)
    return {fmt::format("BPF_MOV64_PERCPU_REG({}, {})", dst, src), {i.code, i.dst, i.src, -1, 0}};
  if (i.off == 1)
    return {fmt::format("BPF_RAW_INSN({}, {}, {}, BPF_ADDR_SPACE_CAST, {})", code_words(i), dst, src, i.imm), i};
  return {fmt::format("BPF_MOVSX{}_REG({}, {}, {})", bits, dst, src, i.off), {i.code, i.dst, i.src, i.off, 0}};
}

Macro byte_order(const Instruction& i) {
  const Instruction plain = {i.code, i.dst, 0, 0, i.imm};
  if (class_of(i) == kAlu)
    return {fmt::format("BPF_ENDIAN({}, {}, {})", by_register(i) ? "BPF_TO_BE" : "BPF_TO_LE", reg(i.dst), i.imm),
            plain};
  if (by_register(i)) return {raw(i), i};
  return {fmt::format("BPF_BSWAP({}, {})", reg(i.dst), i.imm), plain};
}

Macro arithmetic_macro(const Instruction& i) {
  const std::string_view bits = class_of(i) == kAlu64 ? "64" : "32";
  const std::string_view operation = kArithmetic[operation_of(i) >> 4];
  if (operation.empty()) return {raw(i), i};
  if (operation_of(i) == kMov) return move(i, bits);
  if (operation_of(i) == kEnd) return byte_order(i);
  const std::string name =
      fmt::format("BPF_ALU{}_{}{}", bits, by_register(i) ? "REG" : "IMM", i.off != 0 ? "_OFF" : "");
  const std::string operand = by_register(i) ? reg(i.src) : std::to_string(i.imm);
  const std::string offset = i.off != 0 ? fmt::format(", {}", i.off) : "";
  const Instruction expands_to =
      by_register(i) ? Instruction{i.code, i.dst, i.src, i.off, 0} : Instruction{i.code, i.dst, 0, i.off, i.imm};
  return {fmt::format("{}({}, {}, {}{})", name, operation, reg(i.dst), operand, offset), expands_to};
}

// The immediate of an atomic operation in words; empty for none that there is.
std::string_view atomic_operation(std::int32_t imm) {
  struct Row {
    std::int32_t imm;
    std::string_view words;
  };
  constexpr std::array<Row, 12> kOperations = {{{0x00, "BPF_ADD"},
                                                {0x01, "BPF_ADD | BPF_FETCH"},
                                                {0x40, "BPF_OR"},
                                                {0x41, "BPF_OR | BPF_FETCH"},
                                                {0x50, "BPF_AND"},
                                                {0x51, "BPF_AND | BPF_FETCH"},
                                                {0xa0, "BPF_XOR"},
                                                {0xa1, "BPF_XOR | BPF_FETCH"},
                                                {0xe1, "BPF_XCHG"},
                                                {0xf1, "BPF_CMPXCHG"},
                                                {0x100, "BPF_LOAD_ACQ"},
                                                {0x110, "BPF_STORE_REL"}}};
  for (const Row& row : kOperations)
    if (row.imm == imm) return row.words;
  return {};
}

Macro store(const Instruction& i) {
  const std::string dst = reg(i.dst);
  if (class_of(i) == kSt && mode_of(i) == kMem)
    return {fmt::format("BPF_ST_MEM({}, {}, {}, {})", size_word(i), dst, i.off, i.imm),
            {i.code, i.dst, 0, i.off, i.imm}};
  if (class_of(i) == kSt) return {"BPF_ST_NOSPEC()", {kSt | static_cast<std::uint8_t>(kNospec), 0, 0, 0, 0}};
  if (mode_of(i) == kMem)
    return {fmt::format("BPF_STX_MEM({}, {}, {}, {})", size_word(i), dst, reg(i.src), i.off),
            {i.code, i.dst, i.src, i.off, 0}};
  const std::string_view operation = atomic_operation(i.imm);
  if (mode_of(i) != kAtomic || operation.empty()) return {raw(i), i};
  return {fmt::format("BPF_ATOMIC_OP({}, {}, {}, {}, {})", size_word(i), operation, dst, reg(i.src), i.off), i};
}

Macro load_macro(const Instruction& i) {
  const std::string_view name = mode_of(i) == kMem ? "BPF_LDX_MEM" : "BPF_LDX_MEMSX";
  if (mode_of(i) != kMem && mode_of(i) != kMemSx) return {raw(i), i};
  return {fmt::format("{}({}, {}, {}, {})", name, size_word(i), reg(i.dst), reg(i.src), i.off),
          {i.code, i.dst, i.src, i.off, 0}};
}

Macro packet_load_macro(const Instruction& i) {
  if (mode_of(i) == kAbs) return {fmt::format("BPF_LD_ABS({}, {})", size_word(i), i.imm), {i.code, 0, 0, 0, i.imm}};
  return {fmt::format("BPF_LD_IND({}, {}, {})", size_word(i), reg(i.src), i.imm), {i.code, 0, i.src, 0, i.imm}};
}

Macro call(const Instruction& i, const std::string& helper) {
  if (i.src == kSubprogram) return {fmt::format("BPF_CALL_REL({})", i.imm), {i.code, 0, i.src, 0, i.imm}};
  if (i.src == kKernelFunction)
    return {fmt::format("BPF_CALL_KFUNC({}, {})", i.off, i.imm), {i.code, 0, i.src, i.off, i.imm}};
  return {raw(i, helper.empty() ? std::to_string(i.imm) : helper), i};
}

Macro jump(const Instruction& i) {
  const std::string_view operation = kJumps[operation_of(i) >> 4];
  const std::string_view bits = class_of(i) == kJmp32 ? "32" : "";
  if (operation_of(i) == kJa && !by_register(i) && class_of(i) == kJmp)
    return {fmt::format("BPF_JMP_A({})", i.off), {i.code, 0, 0, i.off, 0}};
  if (operation_of(i) == kJa && !by_register(i))
    return {fmt::format("BPF_JMP32_A({})", i.imm), {i.code, 0, 0, 0, i.imm}};
  if (is_exit(i)) return {"BPF_EXIT_INSN()", {i.code, 0, 0, 0, 0}};
  const bool compares =
      operation_of(i) != kJa && operation_of(i) != kCall && operation_of(i) != kExit && operation_of(i) < kJcond;
  if (!compares) return {raw(i), i};
  if (by_register(i))
    return {fmt::format("BPF_JMP{}_REG({}, {}, {}, {})", bits, operation, reg(i.dst), reg(i.src), i.off),
            {i.code, i.dst, i.src, i.off, 0}};
  return {fmt::format("BPF_JMP{}_IMM({}, {}, {}, {})", bits, operation, reg(i.dst), i.imm, i.off),
          {i.code, i.dst, 0, i.off, i.imm}};
}

std::string macro(const Instruction& i, const std::string& helper) {
  const auto written = [&]() -> Macro {
    if (is_arithmetic(i)) return arithmetic_macro(i);
    if (is_call(i)) return call(i, helper);
    if (is_jump(i)) return jump(i);
    if (class_of(i) == kLdx) return load_macro(i);
    if (class_of(i) == kLd) return is_packet_load(i) ? packet_load_macro(i) : Macro{raw(i), i};
    return store(i);
  }();
  return written.expands_to == i ? written.text : raw(i);
}

std::string pseudo_word(unsigned kind) {
  return kind < kPseudo.size() ? std::string(kPseudo[kind]) : std::to_string(kind);
}

// Nothing when the second half is not what a macro makes of it.
std::optional<std::string> wide_load(const Instruction& i, const Instruction& second, const std::string& map) {
  const std::string dst = reg(i.dst);
  if (second.code != 0 || second.dst != 0 || second.src != 0) return std::nullopt;
  const std::string fd = map.empty() ? std::to_string(i.imm) : map;
  const bool plain = i.off == 0 && second.off == 0;
  if (plain && i.src == 0) {
    const std::uint64_t value =
        std::uint64_t{static_cast<std::uint32_t>(second.imm)} << 32 | static_cast<std::uint32_t>(i.imm);
    return fmt::format("BPF_LD_IMM64({}, {:#x}{})", dst, value, value > INT32_MAX ? "ULL" : "");
  }
  if (plain && i.src == kPseudoMapFd && second.imm == 0) return fmt::format("BPF_LD_MAP_FD({}, {})", dst, fd);
  if (plain && i.src == kPseudoMapValue) return fmt::format("BPF_LD_MAP_VALUE({}, {}, {})", dst, fd, second.imm);
  return fmt::format("BPF_LD_IMM64_RAW_FULL({}, {}, {}, {}, {}, {})", dst, pseudo_word(i.src), i.off, second.off, fd,
                     second.imm);
}

}  // namespace

std::vector<std::string> macros(const Line& line, const MacroNames& names) {
  const Instruction& i = line.instruction;
  if (line.second) {
    const bool of_map = i.src == kPseudoMapFd || i.src == kPseudoMapValue;
    const std::string map = of_map && names.map ? names.map(line.slot, i) : "";
    if (const auto both = wide_load(i, *line.second, map)) return {*both};
    return {raw(i), raw(*line.second)};
  }
  const bool helper = is_call(i) && i.src == kHelper;
  return {macro(i, helper && names.helper ? names.helper(line.slot, i) : "")};
}

}  // namespace bpflens::insn
