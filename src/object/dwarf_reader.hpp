// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// .debug_info as a list of entries with the few attributes that types are made of. The format is the DWARF 5
// standard's; every offset and count is checked. Relocations need not be applied: BPF objects keep the addends in
// place, and the sections that are referred to begin at 0.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "object/elf_image.hpp"

namespace bpflens::object {

enum DwarfTag : std::uint32_t {
  kTagArray = 0x01,
  kTagClass = 0x02,
  kTagEnumeration = 0x04,
  kTagMember = 0x0d,
  kTagPointer = 0x0f,
  kTagStructure = 0x13,
  kTagTypedef = 0x16,
  kTagUnion = 0x17,
  kTagSubrange = 0x21,
  kTagBase = 0x24,
  kTagConst = 0x26,
  kTagEnumerator = 0x28,
  kTagVolatile = 0x35,
  kTagRestrict = 0x37,
};

struct DwarfEntry {
  std::uint64_t offset = 0;  // in .debug_info, which references lead to
  std::uint32_t tag = 0;
  std::size_t parent = 0;  // index of the entry it is a child of; its own for the outermost
  std::string_view name;
  std::optional<std::uint64_t> type;  // offset of another entry
  std::optional<std::uint64_t> size;  // bytes
  std::optional<std::uint64_t> count;
  std::optional<std::uint64_t> bit_size;
  std::optional<std::uint64_t> bit_offset;      // from the start of the parent
  std::optional<std::uint64_t> old_bit_offset;  // before version 4: from the highest bit of the storage
  std::uint64_t place = 0;                      // of a member, in bytes
  std::uint64_t encoding = 0;                   // DW_ATE_*
  std::int64_t value = 0;                       // of an enumerator
  bool is_declaration = false;
};

// In the order of their offsets; nothing when it makes no sense.
std::optional<std::vector<DwarfEntry>> read_dwarf(const Image& object);

}  // namespace bpflens::object
