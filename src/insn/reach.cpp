// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Constants are propagated along the paths that can be taken, until nothing changes. What is known of the
// registers is kept where paths meet or begin; a register's knowledge can only be lost there, so it ends.
#include "insn/reach.hpp"

#include <array>
#include <optional>

namespace bpflens::insn {
namespace {

constexpr std::size_t kRegisters = 16;
constexpr std::size_t kMostInstructions = 1'000'000;  // that a kernel takes (BPF_COMPLEXITY_LIMIT_INSNS)

using Value = std::optional<std::uint64_t>;
using Registers = std::array<Value, kRegisters>;

std::optional<std::uint64_t> arithmetic(unsigned operation, std::uint64_t a, std::uint64_t b, unsigned width) {
  switch (operation) {
    case kAdd:
      return a + b;
    case kSub:
      return a - b;
    case kOr:
      return a | b;
    case kAnd:
      return a & b;
    case kXor:
      return a ^ b;
    case kMov:
      return b;
    case kLsh:
      return a << (b & (width - 1));
    case kRsh:
      return a >> (b & (width - 1));
    default:
      return std::nullopt;
  }
}

template <class Unsigned, class Signed>
std::optional<bool> compare(unsigned operation, std::uint64_t left, std::uint64_t right) {
  const auto a = static_cast<Unsigned>(left);
  const auto b = static_cast<Unsigned>(right);
  switch (operation) {
    case 0x10:
      return a == b;
    case 0x20:
      return a > b;
    case 0x30:
      return a >= b;
    case 0x40:
      return (a & b) != 0;
    case 0x50:
      return a != b;
    case 0x60:
      return static_cast<Signed>(a) > static_cast<Signed>(b);
    case 0x70:
      return static_cast<Signed>(a) >= static_cast<Signed>(b);
    case 0xa0:
      return a < b;
    case 0xb0:
      return a <= b;
    case 0xc0:
      return static_cast<Signed>(a) < static_cast<Signed>(b);
    case 0xd0:
      return static_cast<Signed>(a) <= static_cast<Signed>(b);
    default:
      return std::nullopt;
  }
}

class Walk {
 public:
  Walk(std::span<const Instruction> code, const std::map<std::size_t, std::uint64_t>& loaded)
      : code_(code), loaded_(loaded), reached_(code.size()) {}

  std::vector<bool> run() {
    if (!code_.empty()) arrive(0, {});
    while (!waiting_.empty()) {
      const std::size_t slot = waiting_.back();
      waiting_.pop_back();
      follow(slot, known_.at(slot));
    }
    return std::move(reached_);
  }

 private:
  // Straight on from a place where paths meet, to the next jump.
  void follow(std::size_t slot, Registers registers) {
    for (; slot < code_.size(); ++slot) {
      const Instruction& i = code_[slot];
      reached_[slot] = true;
      if (is_exit(i)) return;
      if (is_jump_class(i) && !is_call(i)) return branch(slot, i, registers);
      execute(slot, i, registers);
      if (is_wide(i) && slot + 1 < code_.size()) reached_[++slot] = true;
    }
  }

  void branch(std::size_t slot, const Instruction& i, const Registers& registers) {
    const auto next = static_cast<std::int64_t>(slot) + 1;
    if (operation_of(i) == kJa) {
      if (!by_register(i))
        arrive(next + (class_of(i) == kJmp32 ? i.imm : i.off), registers);
      else
        lose_all();  // to an address out of a map: anywhere
      return;
    }
    const std::optional<bool> taken = decide(i, registers);
    if (taken.value_or(true)) arrive(next + i.off, registers);
    if (!taken.value_or(false)) arrive(next, registers);
  }

  static std::optional<bool> decide(const Instruction& i, const Registers& registers) {
    if (operation_of(i) == kJcond) return std::nullopt;
    const Value left = registers[i.dst];
    const Value right = by_register(i) ? registers[i.src] : Value(static_cast<std::uint64_t>(std::int64_t{i.imm}));
    if (!left || !right) return std::nullopt;
    return class_of(i) == kJmp32 ? compare<std::uint32_t, std::int32_t>(operation_of(i), *left, *right)
                                 : compare<std::uint64_t, std::int64_t>(operation_of(i), *left, *right);
  }

  // Paths meet: what they don't agree on isn't known.
  void arrive(std::int64_t at, const Registers& registers) {
    if (at < 0 || static_cast<std::size_t>(at) >= code_.size()) return;
    const auto slot = static_cast<std::size_t>(at);
    const auto [place, is_new] = known_.try_emplace(slot, registers);
    bool changed = is_new;
    for (std::size_t r = 0; r < kRegisters && !is_new; ++r)
      if (place->second[r] && place->second[r] != registers[r]) {
        place->second[r].reset();
        changed = true;
      }
    if (changed) waiting_.push_back(slot);
  }

  void lose_all() { reached_.assign(reached_.size(), true); }

  void execute(std::size_t slot, const Instruction& i, Registers& registers) {
    if (is_call(i)) {
      for (std::size_t r = 0; r <= 5; ++r) registers[r].reset();
    } else if (is_wide(i)) {
      registers[i.dst] = immediate(slot, i);
    } else if (class_of(i) == kAlu || class_of(i) == kAlu64) {
      registers[i.dst] = computed(slot, i, registers);
    } else if (class_of(i) == kLdx) {
      registers[i.dst].reset();
    } else if (class_of(i) == kStx && mode_of(i) == kAtomic) {
      registers[i.src].reset();  // fetches put the old value there, compare-exchange into r0
      registers[i.dst].reset();  // a load with acquire
      registers[0].reset();
    } else if (is_packet_load(i)) {
      for (std::size_t r = 0; r <= 5; ++r) registers[r].reset();
    }
  }

  Value immediate(std::size_t slot, const Instruction& i) const {
    if (const auto known = loaded_.find(slot); known != loaded_.end()) return known->second;
    if (i.src != 0 || slot + 1 >= code_.size()) return std::nullopt;
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(code_[slot + 1].imm)) << 32 |
           static_cast<std::uint32_t>(i.imm);
  }

  Value computed(std::size_t slot, const Instruction& i, const Registers& registers) const {
    const bool wide = class_of(i) == kAlu64;
    if (operation_of(i) == kEnd || operation_of(i) == kNeg || i.off != 0) return std::nullopt;
    Value right = by_register(i) ? registers[i.src] : Value(static_cast<std::uint64_t>(std::int64_t{i.imm}));
    if (const auto known = loaded_.find(slot); known != loaded_.end()) right = known->second;
    const Value left = operation_of(i) == kMov ? Value(0) : registers[i.dst];
    if (!left || !right) return std::nullopt;
    if (wide) return arithmetic(operation_of(i), *left, *right, 64);
    const Value result = arithmetic(operation_of(i), *left & UINT32_MAX, *right & UINT32_MAX, 32);
    return result ? Value(*result & UINT32_MAX) : result;
  }

  std::span<const Instruction> code_;
  const std::map<std::size_t, std::uint64_t>& loaded_;
  std::vector<bool> reached_;
  std::map<std::size_t, Registers> known_;  // at the slots where paths begin
  std::vector<std::size_t> waiting_;
};

}  // namespace

std::vector<bool> reachable(std::span<const Instruction> code, const std::map<std::size_t, std::uint64_t>& loaded) {
  if (code.size() > kMostInstructions) return std::vector<bool>(code.size(), true);
  return Walk(code, loaded).run();
}

}  // namespace bpflens::insn
