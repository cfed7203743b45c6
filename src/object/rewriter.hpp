// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A new version of an object file. The old one is kept as it is and only appended to: new contents of
// sections and the section names at the end, then a new table of section headers. Symbols, relocations and
// instructions are changed in place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "object/elf_image.hpp"

namespace bpflens::object {

class Rewriter {
 public:
  explicit Rewriter(const Image& image);

  std::size_t section_count() const { return sections_.size(); }
  Elf64_Shdr& section(std::size_t index) { return sections_[index]; }
  Elf64_Ehdr& header() { return header_; }

  std::size_t add_section(std::string_view name, Elf64_Word type);
  void set_contents(std::size_t section, Bytes bytes);
  void set_name(std::size_t section, std::string_view name);
  void empty(std::size_t section) { sections_[section].sh_size = 0; }

  // Overwrites a record of the old file.
  template <class Record>
  void set(std::size_t place, const Record& record) {
    std::memcpy(file_.data() + place, &record, sizeof record);
  }

  std::vector<std::byte> finish();

 private:
  std::uint64_t append(Bytes bytes);

  std::vector<std::byte> file_;
  Elf64_Ehdr header_;
  std::vector<Elf64_Shdr> sections_;
  std::vector<std::byte> names_;
};

}  // namespace bpflens::object
