// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// One function a class of instructions; operators and sizes are tables.
#include "insn/disassemble.hpp"

#include <fmt/core.h>

#include <array>
#include <string_view>

namespace bpflens::insn {
namespace {

constexpr std::array<std::string_view, 16> kOperators = {
    "+=", "-=", "*=", "/=", "|=", "&=", "<<=", ">>=", "neg", "%=", "^=", "=", "s>>=", "end", "", ""};

constexpr std::array<std::string_view, 16> kComparisons = {
    "", "==", ">", ">=", "&", "!=", "s>", "s>=", "", "", "<", "<=", "s<", "s<=", "", ""};

std::string_view unsigned_type(const Instruction& i) {
  constexpr std::array<std::string_view, 4> kTypes = {"u32", "u16", "u8", "u64"};
  return kTypes[size_of(i) >> 3];
}

std::string_view signed_type(const Instruction& i) {
  constexpr std::array<std::string_view, 4> kTypes = {"s32", "s16", "s8", "s64"};
  return kTypes[size_of(i) >> 3];
}

std::string invalid(const Instruction& i) { return fmt::format("invalid instruction 0x{:02x}", i.code); }

// "(u32 *)(r1 +76)"
std::string pointer(std::string_view type, unsigned base, int offset) {
  return fmt::format("({} *)(r{} {:+d})", type, base, offset);
}

// The 32-bit half of a register is called w.
char letter(const Instruction& i) { return class_of(i) == kAlu || class_of(i) == kJmp32 ? 'w' : 'r'; }

std::string byte_swap(const Instruction& i) {
  const std::string_view order = class_of(i) == kAlu64 ? "bswap" : by_register(i) ? "be" : "le";
  return fmt::format("r{} = {}{} r{}", i.dst, order, i.imm, i.dst);
}

std::string move(const Instruction& i, char register_letter) {
  constexpr int kAddressSpaceCast = 1;  // values of off, uapi BPF_ADDR_SPACE_CAST
  constexpr int kPerCpuAddress = -1;    // the verifier's own
  if (class_of(i) == kAlu64 && i.off == kAddressSpaceCast) {
    const auto spaces = static_cast<std::uint32_t>(i.imm);
    return fmt::format("r{} = addr_space_cast(r{}, {}, {})", i.dst, i.src, spaces >> 16, spaces & 0xffff);
  }
  if (class_of(i) == kAlu64 && i.off == kPerCpuAddress)
    return fmt::format("r{} = &(void __percpu *)(r{})", i.dst, i.src);
  const std::string cast = i.off != 0 ? fmt::format("(s{})", i.off) : "";
  return fmt::format("{0}{1} = {2}{0}{3}", register_letter, i.dst, cast, i.src);
}

std::string arithmetic(const Instruction& i) {
  const unsigned operation = operation_of(i);
  const char r = letter(i);
  if (operation == kEnd) return byte_swap(i);
  if (operation == kNeg) return fmt::format("{0}{1} = -{0}{1}", r, i.dst);
  if (operation > kEnd) return invalid(i);
  if (operation == kMov && by_register(i)) return move(i, r);
  const bool is_signed = (operation == kDiv || operation == kMod) && i.off == 1;
  const std::string name = std::string(is_signed ? "s" : "") + std::string(kOperators[operation >> 4]);
  if (by_register(i)) return fmt::format("{0}{1} {2} {0}{3}", r, i.dst, name, i.src);
  return fmt::format("{}{} {} {}", r, i.dst, name, i.imm);
}

// The operation is in the immediate (RFC 9669, 5.3); acquire and release came with Linux 6.15.
std::string atomic(const Instruction& i) {
  constexpr int kFetch = 0x01, kExchange = 0xe1, kCompareExchange = 0xf1, kLoadAcquire = 0x100, kStoreRelease = 0x110;
  const std::string_view width = size_of(i) == kDouble ? "64" : "";
  const std::string at = pointer(unsigned_type(i), i.dst, i.off);
  switch (i.imm) {
    case kExchange:
      return fmt::format("r{} = atomic{}_xchg({}, r{})", i.src, width, at, i.src);
    case kCompareExchange:
      return fmt::format("r0 = atomic{}_cmpxchg({}, r0, r{})", width, at, i.src);
    case kLoadAcquire:
      return fmt::format("r{} = load_acquire({})", i.dst, pointer(unsigned_type(i), i.src, i.off));
    case kStoreRelease:
      return fmt::format("store_release({}, r{})", at, i.src);
    default:
      break;
  }
  const auto operation = static_cast<unsigned>(i.imm) & ~static_cast<unsigned>(kFetch);
  const std::string_view name = operation == kAdd ? "add" : operation == kAnd ? "and" : operation == kOr ? "or" : "xor";
  if (operation != kAdd && operation != kAnd && operation != kOr && operation != kXor) return invalid(i);
  if ((i.imm & kFetch) != 0) return fmt::format("r{} = atomic{}_fetch_{}({}, r{})", i.src, width, name, at, i.src);
  return fmt::format("lock *{} {} r{}", at, kOperators[operation >> 4], i.src);
}

std::string store_register(const Instruction& i) {
  if (mode_of(i) == kMem) return fmt::format("*{} = r{}", pointer(unsigned_type(i), i.dst, i.off), i.src);
  return mode_of(i) == kAtomic ? atomic(i) : invalid(i);
}

std::string store_immediate(const Instruction& i) {
  if (mode_of(i) == kMem) return fmt::format("*{} = {}", pointer(unsigned_type(i), i.dst, i.off), i.imm);
  return mode_of(i) == kNospec ? "nospec" : invalid(i);
}

std::string load(const Instruction& i) {
  if (mode_of(i) != kMem && mode_of(i) != kMemSx) return invalid(i);
  const std::string_view type = mode_of(i) == kMem ? unsigned_type(i) : signed_type(i);
  return fmt::format("r{} = *{}", i.dst, pointer(type, i.src, i.off));
}

std::string packet_load(const Instruction& i) {
  if (size_of(i) == kDouble) return invalid(i);
  if (mode_of(i) == kAbs) return fmt::format("r0 = *({} *)skb[{}]", unsigned_type(i), i.imm);
  return fmt::format("r0 = *({} *)skb[r{} + {}]", unsigned_type(i), i.src, i.imm);
}

std::string packet_load_explained(const Instruction& i) {
  const std::string from = mode_of(i) == kInd ? fmt::format("r{} + {}", i.src, i.imm) : std::to_string(i.imm);
  return fmt::format("packet {} at offset {} in network byte order; out of bounds ends the program with 0",
                     unsigned_type(i), from);
}

// The functions that the kernel puts in the place of packet loads (net/core/filter.c).
constexpr std::string_view kPacketLoadFunction = "bpf_skb_load_helper_";

class Disassembler {
 public:
  Disassembler(std::span<const Instruction> all, const Symbols& symbols) : all_(all), symbols_(symbols) {}

  Line line(std::size_t slot) const {
    const Instruction& i = all_[slot];
    Line line{.slot = slot, .instruction = i};
    if (is_wide(i) && slot + 1 < all_.size()) line.second = all_[slot + 1];
    line.text = text(line);
    if (line.remark.empty() && is_packet_load(i)) line.remark = packet_load_explained(i);
    if (symbols_.remark && line.remark.empty()) line.remark = symbols_.remark(slot, i);
    return line;
  }

 private:
  std::string text(Line& line) const {
    const Instruction& i = line.instruction;
    switch (class_of(i)) {
      case kAlu:
      case kAlu64:
        return arithmetic(i);
      case kStx:
        return store_register(i);
      case kSt:
        return store_immediate(i);
      case kLdx:
        return load(i);
      case kLd:
        if (is_packet_load(i)) return packet_load(i);
        return is_wide(i) ? wide_load(line) : invalid(i);
      case kJmp:
      case kJmp32:
        return jump(line);
    }
    return invalid(i);
  }

  std::string wide_load(const Line& line) const {
    const Instruction& i = line.instruction;
    if (!line.second) return invalid(i) + ": its second half is missing";
    const auto low = static_cast<std::uint32_t>(i.imm);
    const auto high = static_cast<std::uint32_t>(line.second->imm);
    const std::uint64_t value = std::uint64_t{high} << 32 | low;
    std::string operand = symbols_.address ? symbols_.address(line.slot, i, value) : "";
    if (operand.empty()) operand = default_operand(i.src, low, high, value);
    return fmt::format("r{} = {}", i.dst, operand);
  }

  // As read back from the kernel, where map loads carry ids.
  static std::string default_operand(unsigned kind, std::uint32_t low, std::uint32_t high, std::uint64_t value) {
    switch (kind) {
      case kPseudoMapFd:
        return fmt::format("map[id:{}]", low);
      case kPseudoMapValue:
        return fmt::format("map[id:{}][0]+{}", low, high);
      case kPseudoMapIndex:
        return fmt::format("map[idx:{}]", low);
      case kPseudoMapIndexValue:
        return fmt::format("map[idx:{}]+{}", low, high);
      case kPseudoFunction:
        return fmt::format("subprog[{:+d}]", static_cast<std::int32_t>(low));
      default:
        return fmt::format("{:#x}", value);
    }
  }

  std::string call(Line& line) const {
    const Instruction& i = line.instruction;
    const std::string name = symbols_.call ? symbols_.call(line.slot, i) : "";
    if (i.src == kSubprogram) {
      const int distance = call_distance(i);
      set_target(line, distance);
      return fmt::format("call pc{:+d}{}{}", distance, name.empty() ? "" : "#", name);
    }
    if (i.src == kKernelFunction && name.empty()) return fmt::format("call kernel-function#{}", i.imm);
    if (name.starts_with(kPacketLoadFunction))
      line.remark = "was a packet load (LD_ABS or LD_IND): out of bounds ends the program with 0";
    return fmt::format("call {}#{}", name.empty() ? "unknown" : name, i.imm);
  }

  void set_target(Line& line, std::int64_t distance) const {
    const std::int64_t target = static_cast<std::int64_t>(line.slot) + 1 + distance;
    if (target >= 0 && target < static_cast<std::int64_t>(all_.size())) line.target = static_cast<std::size_t>(target);
  }

  std::string jump(Line& line) const {
    const Instruction& i = line.instruction;
    const unsigned operation = operation_of(i);
    const bool wide_registers = class_of(i) == kJmp;
    if (operation == kCall) return wide_registers ? call(line) : invalid(i);
    if (operation == kExit && wide_registers) {
      line.falls_through = false;
      return "exit";
    }
    if (operation == kJa) return always(line);
    set_target(line, i.off);
    if (operation == kJcond) return wide_registers ? fmt::format("may_goto pc{:+d}", i.off) : invalid(i);
    const std::string_view comparison = kComparisons[operation >> 4];
    if (comparison.empty()) return invalid(i);
    const char r = letter(i);
    if (by_register(i)) return fmt::format("if {0}{1} {2} {0}{3} goto pc{4:+d}", r, i.dst, comparison, i.src, i.off);
    return fmt::format("if {}{} {} {:#x} goto pc{:+d}", r, i.dst, comparison, static_cast<std::uint32_t>(i.imm), i.off);
  }

  std::string always(Line& line) const {
    const Instruction& i = line.instruction;
    line.falls_through = false;
    if (by_register(i)) return class_of(i) == kJmp ? fmt::format("gotox r{}", i.dst) : invalid(i);
    const bool far = class_of(i) == kJmp32;  // the distance is in the immediate
    set_target(line, far ? i.imm : i.off);
    return fmt::format("{} pc{:+d}", far ? "gotol" : "goto", far ? i.imm : i.off);
  }

  std::span<const Instruction> all_;
  const Symbols& symbols_;
};

}  // namespace

std::vector<Line> disassemble(std::span<const Instruction> instructions, const Symbols& symbols) {
  const Disassembler disassembler(instructions, symbols);
  std::vector<Line> lines;
  for (std::size_t slot = 0; slot < instructions.size();) {
    lines.push_back(disassembler.line(slot));
    slot += lines.back().second ? 2 : 1;
  }
  return lines;
}

}  // namespace bpflens::insn
