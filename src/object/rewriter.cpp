// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What is appended starts at a multiple of eight, as code and symbols want it.
#include "object/rewriter.hpp"

#include <utility>

namespace bpflens::object {
namespace {

constexpr std::uint64_t kAlignment = 8;

}  // namespace

Rewriter::Rewriter(const Image& image) : header_(image.header()) {
  file_.reserve(image.file().size() + image.file().size() / 2);
  file_.assign(image.file().begin(), image.file().end());
  for (const Section& section : image.sections()) sections_.push_back(section.header);
  const Bytes names = image.sections()[header_.e_shstrndx].bytes;
  names_.assign(names.begin(), names.end());
  if (names_.empty() || names_.back() != std::byte{0}) names_.push_back(std::byte{0});
}

std::size_t Rewriter::add_section(std::string_view name, Elf64_Word type) {
  sections_.push_back({.sh_type = type, .sh_addralign = kAlignment});
  set_name(sections_.size() - 1, name);
  return sections_.size() - 1;
}

void Rewriter::set_contents(std::size_t section, Bytes bytes) {
  sections_[section].sh_offset = append(bytes);
  sections_[section].sh_size = bytes.size();
  sections_[section].sh_addralign = kAlignment;
}

void Rewriter::set_name(std::size_t section, std::string_view name) {
  sections_[section].sh_name = static_cast<Elf64_Word>(names_.size());
  for (const char c : name) names_.push_back(static_cast<std::byte>(c));
  names_.push_back(std::byte{0});
}

std::vector<std::byte> Rewriter::finish() {
  set_contents(header_.e_shstrndx, names_);
  const Bytes headers(reinterpret_cast<const std::byte*>(sections_.data()), sections_.size() * sizeof(Elf64_Shdr));
  header_.e_shoff = append(headers);
  header_.e_shnum = static_cast<Elf64_Half>(sections_.size());
  std::memcpy(file_.data(), &header_, sizeof header_);
  return std::move(file_);
}

std::uint64_t Rewriter::append(Bytes bytes) {
  file_.resize((file_.size() + kAlignment - 1) / kAlignment * kAlignment);
  const std::uint64_t offset = file_.size();
  file_.insert(file_.end(), bytes.begin(), bytes.end());
  return offset;
}

}  // namespace bpflens::object
