// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What is appended starts at a multiple of eight, as code and symbols want it.
#include "object/rewriter.hpp"

#include <utility>

namespace bpflens::object {
namespace {

constexpr std::uint64_t kAlignment = 8;

}  // namespace

Rewriter::Rewriter(const Image& image) : old_(image.file()), header_(image.header()) {
  sections_.reserve(image.sections().size() + 2);  // .BTF and .rel.maps may come
  for (const Section& section : image.sections()) sections_.push_back(section.header);
  const Bytes names = image.sections()[header_.e_shstrndx].bytes;
  names_.assign(names.begin(), names.end());
  if (names_.empty() || names_.back() != std::byte{0}) names_.push_back(std::byte{0});
}

std::vector<std::byte>& Rewriter::file() {
  changed_ = true;
  if (!file_.empty()) return file_;
  file_.reserve(2 * old_.size());  // memory that isn't written to costs nothing
  file_.assign(old_.begin(), old_.end());
  return file_;
}

std::size_t Rewriter::index_of(std::string_view name) const {
  for (std::size_t i = 1; i < sections_.size(); ++i)  // the first is none
    if (string_at(names_, sections_[i].sh_name) == name) return i;
  return 0;
}

Bytes Rewriter::contents(std::size_t section) const {
  const Elf64_Shdr& header = sections_[section];
  if (header.sh_type == SHT_NOBITS || header.sh_type == SHT_NULL) return {};
  return (file_.empty() ? old_ : Bytes(file_)).subspan(header.sh_offset, header.sh_size);
}

Elf64_Ehdr& Rewriter::header() {
  changed_ = true;
  return header_;
}

Elf64_Shdr& Rewriter::section(std::size_t index) {
  changed_ = true;
  return sections_[index];
}

std::size_t Rewriter::add_section(std::string_view name, Elf64_Word type) {
  sections_.push_back({.sh_type = type, .sh_addralign = kAlignment});
  set_name(sections_.size() - 1, name);
  return sections_.size() - 1;
}

void Rewriter::set_contents(std::size_t section, Bytes bytes) {
  Elf64_Shdr& header = sections_[section];
  header.sh_offset = align();
  header.sh_size = bytes.size();
  header.sh_addralign = kAlignment;
  file_.insert(file_.end(), bytes.begin(), bytes.end());
}

void Rewriter::set_name(std::size_t section, std::string_view name) {
  this->section(section).sh_name = static_cast<Elf64_Word>(names_.size());
  const Bytes bytes(reinterpret_cast<const std::byte*>(name.data()), name.size());
  names_.insert(names_.end(), bytes.begin(), bytes.end());
  names_.push_back(std::byte{0});
}

void Rewriter::remove(std::size_t section) { this->section(section) = {.sh_type = SHT_STRTAB, .sh_addralign = 1}; }

void Rewriter::join(const std::vector<std::size_t>& sections) {
  const std::uint64_t offset = align();
  std::uint64_t size = 0;
  for (const std::size_t i : sections) size += contents(i).size();
  file_.resize(offset + size);
  std::byte* to = file_.data() + offset;
  for (const std::size_t i : sections) {
    const Bytes from = contents(i);
    if (!from.empty()) std::memcpy(to, from.data(), from.size());
    to += from.size();
    if (i != sections.front()) remove(i);
  }
  Elf64_Shdr& home = sections_[sections.front()];
  home.sh_offset = offset;
  home.sh_size = size;
  home.sh_addralign = kAlignment;
}

std::vector<std::byte> Rewriter::finish() {
  set_contents(header_.e_shstrndx, names_);
  header_.e_shoff = align();
  header_.e_shnum = static_cast<Elf64_Half>(sections_.size());
  const Bytes headers(reinterpret_cast<const std::byte*>(sections_.data()), sections_.size() * sizeof(Elf64_Shdr));
  file_.insert(file_.end(), headers.begin(), headers.end());
  std::memcpy(file_.data(), &header_, sizeof header_);
  return std::move(file_);
}

// Returns where the next that is appended will be.
std::uint64_t Rewriter::align() {
  file().resize((file_.size() + kAlignment - 1) / kAlignment * kAlignment);
  return file_.size();
}

}  // namespace bpflens::object
