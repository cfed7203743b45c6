// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Versions as clang's -mcpu has them; the encodings are those of RFC 9669 and uapi linux/bpf.h.
#include "insn/extension.hpp"

#include <cstdint>

namespace bpflens::insn {
namespace {

using model::Ability;

constexpr std::uint32_t kJlt = 0xa0;
constexpr std::uint32_t kJle = 0xb0;
constexpr std::uint32_t kJslt = 0xc0;
constexpr std::uint32_t kJsle = 0xd0;
constexpr std::int16_t kAddressSpaceCast = 1;
constexpr std::int32_t kLoadAcquire = 0x100;
constexpr std::int32_t kStoreRelease = 0x110;

std::optional<Ability> of_jump(const Instruction& i) {
  const unsigned operation = operation_of(i);
  if (operation == kJcond) return Ability::may_goto;
  if (class_of(i) == kJmp32) return operation == kJa ? Ability::isa_v4 : Ability::isa_v3;
  if (operation == kJa && by_register(i)) return Ability::indirect_jump;
  if (operation == kJlt || operation == kJle || operation == kJslt || operation == kJsle) return Ability::isa_v2;
  return std::nullopt;
}

std::optional<Ability> of_arithmetic(const Instruction& i) {
  const unsigned operation = operation_of(i);
  const bool wide = class_of(i) == kAlu64;
  if (operation == kEnd) return wide ? std::optional(Ability::isa_v4) : std::nullopt;  // bswap
  if (i.off == 0) return std::nullopt;
  if (operation == kMov && wide && by_register(i) && i.off == kAddressSpaceCast) return Ability::address_space_cast;
  if (operation == kMov && by_register(i)) return Ability::isa_v4;     // with sign extension
  if (operation == kDiv || operation == kMod) return Ability::isa_v4;  // signed
  return std::nullopt;
}

std::optional<Ability> of_atomic(const Instruction& i) {
  if (i.imm == kLoadAcquire || i.imm == kStoreRelease) return Ability::load_acquire;
  return i.imm == static_cast<std::int32_t>(kAdd) ? std::nullopt : std::optional(Ability::atomics);
}

}  // namespace

std::optional<Ability> extension_of(const Instruction& i) {
  switch (class_of(i)) {
    case kJmp:
    case kJmp32:
      return of_jump(i);
    case kAlu:
    case kAlu64:
      return of_arithmetic(i);
    case kLdx:
      return mode_of(i) == kMemSx ? std::optional(Ability::isa_v4) : std::nullopt;
    case kStx:
      return mode_of(i) == kAtomic ? of_atomic(i) : std::nullopt;
    default:
      return std::nullopt;
  }
}

}  // namespace bpflens::insn
