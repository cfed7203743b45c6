// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A new version of an object file. The old one is kept as it is and only appended to: new contents of
// sections and the section names at the end, then a new table of section headers. Symbols, relocations and
// instructions are changed in place. The file is copied when the first change is made to it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "object/elf_image.hpp"

namespace bpflens::object {

class Rewriter {
 public:
  // The image must outlive it.
  explicit Rewriter(const Image& image);

  bool changed() const { return changed_; }
  // The first section of that name; 0 when there is none.
  std::size_t index_of(std::string_view name) const;
  const Elf64_Shdr& header_of(std::size_t section) const { return sections_[section]; }
  // What is in a section now; until the next change.
  Bytes contents(std::size_t section) const;

  Elf64_Ehdr& header();
  Elf64_Shdr& section(std::size_t index);
  std::size_t add_section(std::string_view name, Elf64_Word type);
  void set_contents(std::size_t section, Bytes bytes);
  void set_name(std::size_t section, std::string_view name);
  // Makes of it an empty section of strings without a name, which libbpf passes over without a word.
  void remove(std::size_t section);
  // Puts what is in these sections one behind the other into the first; the others are removed.
  void join(const std::vector<std::size_t>& sections);

  // A record of the old file as it is now.
  template <class Record>
  Record get(std::size_t place) const {
    return *record_at<Record>(file_.empty() ? old_ : Bytes(file_), place);
  }
  // Overwrites a record of the old file.
  template <class Record>
  void set(std::size_t place, const Record& record) {
    std::memcpy(file().data() + place, &record, sizeof record);
  }

  std::vector<std::byte> finish();

 private:
  std::vector<std::byte>& file();
  std::uint64_t align();

  Bytes old_;
  std::vector<std::byte> file_;  // empty until it has to differ from the old one
  bool changed_ = false;
  Elf64_Ehdr header_;
  std::vector<Elf64_Shdr> sections_;
  std::vector<std::byte> names_;
};

}  // namespace bpflens::object
