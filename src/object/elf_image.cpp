// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Nothing is allocated by a number read from the file before that number was held against the file's size.
#include "object/elf_image.hpp"

#include <algorithm>
#include <utility>

namespace bpflens::object {
namespace {

Problem broken(const std::string& what) {
  return {"the ELF file is damaged: " + what, "compile it again, or fetch it again"};
}

// Whether every string in a table has an end.
bool has_end(Bytes table) { return table.empty() || table.back() == std::byte{0}; }

// Whether a name is in the table. One that isn't could come to be when the table grows.
bool is_in(Bytes table, std::uint32_t name) { return name == 0 || name < table.size(); }

constexpr std::size_t kLongestElfName = 4096;  // many may share a name, and are told by it

// The part of the file that a section claims.
std::optional<Bytes> contents(Bytes file, const Elf64_Shdr& header) {
  if (header.sh_type == SHT_NOBITS || header.sh_type == SHT_NULL) return Bytes();
  if (header.sh_offset > file.size() || header.sh_size > file.size() - header.sh_offset) return std::nullopt;
  return file.subspan(header.sh_offset, header.sh_size);
}

// Whether two parts of the file claim the same bytes. What is done to one would then be done to the other, and what
// the parts add up to would have no bounds.
bool overlap(const Elf64_Ehdr& header, const std::vector<Section>& sections) {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> parts = {
      {0, sizeof header}, {header.e_shoff, header.e_shoff + header.e_shnum * sizeof(Elf64_Shdr)}};
  for (const Section& section : sections)
    if (!section.bytes.empty())
      parts.emplace_back(section.header.sh_offset, section.header.sh_offset + section.bytes.size());
  std::sort(parts.begin(), parts.end());
  const auto overlapping = [](const auto& a, const auto& b) { return b.first < a.second; };
  return std::adjacent_find(parts.begin(), parts.end(), overlapping) != parts.end();
}

}  // namespace

std::string_view string_at(Bytes table, std::uint64_t offset) {
  if (offset >= table.size()) return {};
  const char* start = reinterpret_cast<const char*>(table.data()) + offset;
  const void* end = std::memchr(start, 0, table.size() - offset);
  return end == nullptr ? std::string_view()
                        : std::string_view(start, static_cast<std::size_t>(static_cast<const char*>(end) - start));
}

std::variant<Image, Problem> Image::read(Bytes file) {
  if (const auto problem = header_problem(file)) return *problem;
  Image image;
  image.file_ = file;
  image.header_ = *record_at<Elf64_Ehdr>(file, 0);
  if (const auto problem = image.read_sections()) return *problem;
  if (const auto problem = image.read_symbols()) return *problem;
  if (const auto problem = image.read_relocations()) return *problem;
  return image;
}

std::optional<Problem> Image::read_sections() {
  if (header_.e_shentsize != sizeof(Elf64_Shdr)) return broken("its section headers have a wrong size");
  sections_.reserve(std::min<std::size_t>(header_.e_shnum, file_.size() / sizeof(Elf64_Shdr)));
  for (std::uint64_t i = 0; i < header_.e_shnum; ++i) {
    const auto header = record_at<Elf64_Shdr>(file_, header_.e_shoff + i * sizeof(Elf64_Shdr));
    if (!header) return broken("its section headers lie outside the file");
    const auto bytes = contents(file_, *header);
    if (!bytes) return broken("section " + std::to_string(i) + " lies outside the file");
    sections_.push_back({.header = *header, .bytes = *bytes});
  }
  if (overlap(header_, sections_)) return broken("its sections overlap");
  if (!is_string_table(header_.e_shstrndx)) return broken("it has no section names");
  const Bytes names = sections_[header_.e_shstrndx].bytes;
  if (!has_end(names)) return broken("its section names have no end");
  for (Section& section : sections_) {
    if (!is_in(names, section.header.sh_name)) return broken("a section's name lies outside the names");
    section.name = string_at(names, section.header.sh_name);
    if (section.name.size() > kLongestElfName) return broken("a section's name is too long");
  }
  return std::nullopt;
}

bool Image::is_string_table(std::size_t section) const {
  return section < sections_.size() && sections_[section].header.sh_type == SHT_STRTAB;
}

std::optional<Problem> Image::read_symbols() {
  for (const Section& section : sections_) {
    if (section.header.sh_type != SHT_SYMTAB) continue;
    if (!symbols_.empty()) return broken("it has two symbol tables");
    if (!is_string_table(section.header.sh_link)) return broken("its symbols have no names");
    const Bytes names = sections_[section.header.sh_link].bytes;
    symbols_.reserve(section.bytes.size() / sizeof(Elf64_Sym));
    if (!has_end(names)) return broken("its symbols' names have no end");
    for (std::uint64_t at = 0; at + sizeof(Elf64_Sym) <= section.bytes.size(); at += sizeof(Elf64_Sym)) {
      const Elf64_Sym entry = *record_at<Elf64_Sym>(section.bytes, at);
      if (!is_in(names, entry.st_name)) return broken("a symbol's name lies outside the names");
      Symbol symbol{string_at(names, entry.st_name), entry, section.header.sh_offset + at};
      if (symbol.name.size() > kLongestElfName) return broken("a symbol's name is too long");
      if (ELF64_ST_TYPE(entry.st_info) == STT_SECTION && entry.st_shndx < sections_.size())
        symbol.name = sections_[entry.st_shndx].name;
      symbols_.push_back(symbol);
    }
  }
  return std::nullopt;
}

std::optional<Problem> Image::read_relocations() {
  for (const Section& section : sections_) {
    if (section.header.sh_type != SHT_REL) continue;
    if (section.header.sh_info >= sections_.size()) return broken("relocations of a section that is not there");
    if ((sections_[section.header.sh_info].header.sh_flags & SHF_ALLOC) == 0) continue;  // debuggers'
    for (std::uint64_t at = 0; at + sizeof(Elf64_Rel) <= section.bytes.size(); at += sizeof(Elf64_Rel)) {
      const Elf64_Rel entry = *record_at<Elf64_Rel>(section.bytes, at);
      const std::size_t symbol = ELF64_R_SYM(entry.r_info);
      if (symbol >= symbols_.size()) return broken("a relocation names a symbol that is not there");
      relocations_.push_back({entry.r_offset, static_cast<std::uint32_t>(ELF64_R_TYPE(entry.r_info)), symbol,
                              section.header.sh_info, section.header.sh_offset + at});
    }
  }
  return std::nullopt;
}

const Section* Image::section(std::string_view name) const {
  for (const Section& section : sections_)
    if (section.name == name) return &section;
  return nullptr;
}

}  // namespace bpflens::object
