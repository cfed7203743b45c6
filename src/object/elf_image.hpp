// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A compiled object as bytes, read with every offset checked: the file may be cut off or made to harm.
#pragma once

#include <elf.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "object/header.hpp"

namespace bpflens::object {

using Bytes = std::span<const std::byte>;

struct Section {
  std::string_view name;
  Elf64_Shdr header{};
  Bytes bytes;  // empty for SHT_NOBITS
};

struct Symbol {
  std::string_view name;  // of a section symbol: the section's
  Elf64_Sym entry{};
  std::size_t place = 0;  // of the entry, in the file
};

struct Relocation {
  std::uint64_t offset = 0;    // into the section it belongs to
  std::uint32_t type = 0;      // R_BPF_*
  std::size_t symbol = 0;      // index into symbols()
  std::size_t of_section = 0;  // index into sections()
  std::size_t place = 0;       // of the entry, in the file
};

// A record at a place in bytes that may not be aligned; nothing past the end.
template <class Record>
std::optional<Record> record_at(Bytes bytes, std::uint64_t offset) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(Record)) return std::nullopt;
  Record record;
  std::memcpy(&record, bytes.data() + offset, sizeof record);
  return record;
}

// The string at a place in a table; empty when it starts or ends outside.
std::string_view string_at(Bytes table, std::uint64_t offset);

// A view: the bytes it was read from must outlive it.
class Image {
 public:
  // The sections, symbols and relocations of a BPF object, or what is wrong with it.
  static std::variant<Image, Problem> read(Bytes file);

  Bytes file() const { return file_; }
  const Elf64_Ehdr& header() const { return header_; }
  const std::vector<Section>& sections() const { return sections_; }
  const std::vector<Symbol>& symbols() const { return symbols_; }
  // Of sections that are loaded: those of debugging information are left out.
  const std::vector<Relocation>& relocations() const { return relocations_; }

  // The first section of that name; null when there is none.
  const Section* section(std::string_view name) const;

 private:
  std::optional<Problem> read_sections();
  bool is_string_table(std::size_t section) const;
  std::optional<Problem> read_symbols();
  std::optional<Problem> read_relocations();

  Bytes file_;
  Elf64_Ehdr header_{};
  std::vector<Section> sections_;
  std::vector<Symbol> symbols_;
  std::vector<Relocation> relocations_;
};

// Whether a section holds instructions.
inline bool is_code(const Section& section) {
  return section.header.sh_type == SHT_PROGBITS && (section.header.sh_flags & SHF_EXECINSTR) != 0;
}

}  // namespace bpflens::object
