// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Walks back from every call to what was last moved into the argument registers.
#include "insn/record_size.hpp"

namespace bpflens::insn {
namespace {

bool writes_dst(const Instruction& i) {
  const Class c = class_of(i);
  return c == kLd || c == kLdx || c == kAlu || c == kAlu64;
}
bool is_constant_move(const Instruction& i) {
  return (class_of(i) == kAlu || class_of(i) == kAlu64) && operation_of(i) == kMov && !by_register(i);
}

class Site {
 public:
  Site(std::span<const Instruction> all, std::size_t call) : all_(all), call_(call) {}

  // The instruction that last wrote a register before the call; null when a jump or call comes between.
  const Instruction* writer(std::uint8_t reg) const {
    for (std::size_t i = call_; i-- > 0;) {
      const bool second_slot = i > 0 && is_wide(all_[i - 1]);
      if (second_slot) continue;
      if (is_jump_class(all_[i])) return nullptr;
      if (writes_dst(all_[i]) && all_[i].dst == reg) return &all_[i];
    }
    return nullptr;
  }
  bool holds_map(std::uint8_t reg, std::uint32_t map_id) const {
    const Instruction* i = writer(reg);
    return i != nullptr && is_wide(*i) && i->src == kPseudoMapFd && static_cast<std::uint32_t>(i->imm) == map_id;
  }
  std::optional<std::int32_t> constant(std::uint8_t reg) const {
    const Instruction* i = writer(reg);
    return i != nullptr && is_constant_move(*i) ? std::optional(i->imm) : std::nullopt;
  }
  std::optional<std::uint32_t> length(std::uint8_t reg) const {
    const auto value = constant(reg);
    return value && *value > 0 ? std::optional(static_cast<std::uint32_t>(*value)) : std::nullopt;
  }

 private:
  std::span<const Instruction> all_;
  std::size_t call_;
};

}  // namespace

std::vector<std::optional<std::uint32_t>> record_sizes(std::span<const Instruction> instructions, std::uint32_t map_id,
                                                       Writing writing) {
  std::vector<std::optional<std::uint32_t>> sizes;
  const bool ring = writing == Writing::ringbuf;
  for (std::size_t i = 0; i < instructions.size(); ++i) {
    if (!is_call(instructions[i])) continue;
    const Site site(instructions, i);
    if (!site.holds_map(ring ? 1 : 2, map_id)) continue;
    if (!ring) {
      sizes.push_back(site.length(5));
    } else {
      const auto reserved = site.length(2);  // output's second argument is an address
      sizes.push_back(reserved ? reserved : site.length(3));
    }
  }
  return sizes;
}

std::set<std::uint32_t> slots_named(std::span<const Instruction> instructions, std::uint32_t map_id) {
  std::set<std::uint32_t> slots;
  for (std::size_t i = 0; i < instructions.size(); ++i) {
    if (!is_call(instructions[i])) continue;
    const Site site(instructions, i);
    if (!site.holds_map(2, map_id)) continue;
    const auto flags = site.constant(3);  // negative: BPF_F_CURRENT_CPU moved into half a register
    if (flags && *flags >= 0) slots.insert(static_cast<std::uint32_t>(*flags));
  }
  return slots;
}

}  // namespace bpflens::insn
