// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Three tables of the same build: the size of a record, then for each section its name, a count, and records.
// Records may be longer than this build knows; what is behind is left out.
#include "object/annotations.hpp"

#include <linux/btf.h>

#include <algorithm>

#include "insn/instruction.hpp"

namespace bpflens::object {
namespace {

using insn::kSlot;

// struct btf_ext_header; the last two fields came with Linux 5.4, before there are 24 bytes.
struct AnnotationHeader {
  std::uint16_t magic;
  std::uint8_t version;
  std::uint8_t flags;
  std::uint32_t length;
  std::uint32_t function_offset;
  std::uint32_t function_length;
  std::uint32_t line_offset;
  std::uint32_t line_length;
  std::uint32_t core_offset;
  std::uint32_t core_length;
};
constexpr std::size_t kOldHeader = 24;
constexpr std::size_t kMostText = 1 << 30;

struct FunctionRecord {
  std::uint32_t offset;  // bytes into the section
  std::uint32_t type;
};

struct LineRecord {
  std::uint32_t offset;
  std::uint32_t file;  // offsets of strings
  std::uint32_t text;
  std::uint32_t place;  // line << 10 | column
};

struct CoreRecord {
  std::uint32_t offset;
  std::uint32_t type;
  std::uint32_t access;
  std::uint32_t kind;
};

struct Block {
  std::uint32_t section_name;
  std::uint32_t count;
};

Problem damaged_notes(const std::string& what) {
  return {"its .BTF.ext is damaged: " + what, "compile it again, or take it out with llvm-strip -R .BTF.ext"};
}

// The strings of .BTF, which both sections share.
Bytes strings_of(const Image& image) {
  const Section* section = image.section(".BTF");
  if (section == nullptr) return {};
  const auto header = record_at<btf_header>(section->bytes, 0);
  if (!header) return {};
  const std::uint64_t start = std::uint64_t{header->hdr_len} + header->str_off;
  if (start > section->bytes.size()) return {};
  return section->bytes.subspan(start, std::min<std::uint64_t>(header->str_len, section->bytes.size() - start));
}

std::optional<AnnotationHeader> header_of(Bytes bytes) {
  if (auto whole = record_at<AnnotationHeader>(bytes, 0); whole && whole->length >= sizeof(AnnotationHeader))
    return whole;
  if (bytes.size() < kOldHeader) return std::nullopt;
  AnnotationHeader header{};
  std::memcpy(&header, bytes.data(), kOldHeader);
  return header;
}

class Reader {
 public:
  Reader(Bytes bytes, Bytes strings, std::size_t file_size)
      : bytes_(bytes), strings_(strings), room_(std::min(kMostText, 64 * file_size + (std::size_t{1} << 20))) {}

  std::optional<Problem> read() {
    const auto header = header_of(bytes_);
    if (!header || header->magic != BTF_MAGIC) return damaged_notes("it doesn't begin as it should");
    base_ = header->length;
    const bool good = table<FunctionRecord>(header->function_offset, header->function_length) &&
                      table<LineRecord>(header->line_offset, header->line_length) &&
                      table<CoreRecord>(header->core_offset, header->core_length);
    if (good && text_ > room_) return damaged_notes("it has more text than can be");
    return good ? std::nullopt : std::optional(damaged_notes("a table ends outside of it"));
  }

  Annotations found;

 private:
  // Many records may name the same long string.
  std::string string(std::uint32_t offset) {
    const std::string_view text = string_at(strings_, offset);
    text_ += text.size();
    return text_ > room_ ? std::string() : std::string(text);
  }

  template <class Record>
  bool table(std::uint32_t offset, std::uint32_t length) {
    if (length == 0) return true;
    const std::uint64_t start = std::uint64_t{base_} + offset;
    if (start > bytes_.size() || length > bytes_.size() - start) return false;
    const Bytes part = bytes_.subspan(start, length);
    const auto size = record_at<std::uint32_t>(part, 0);
    if (!size || *size < sizeof(Record)) return false;
    for (std::uint64_t at = sizeof(std::uint32_t); at < part.size();) {
      const auto block = record_at<Block>(part, at);
      at += sizeof(Block);
      if (!block || block->count > (part.size() - at) / *size) return false;
      SectionAnnotations& section = found[string(block->section_name)];
      for (std::uint32_t i = 0; i < block->count; ++i, at += *size) add(*record_at<Record>(part, at), section);
    }
    return true;
  }

  void add(const FunctionRecord& record, SectionAnnotations& section) {
    section.function_types[record.offset / kSlot] = record.type;
  }

  void add(const LineRecord& record, SectionAnnotations& section) {
    section.lines.push_back({.slot = record.offset / kSlot,
                             .file = string(record.file),
                             .text = string(record.text),
                             .line = record.place >> 10,
                             .column = record.place & 0x3ff});
  }

  void add(const CoreRecord& record, SectionAnnotations& section) {
    section.core_relocations.push_back({.slot = record.offset / kSlot,
                                        .kind = static_cast<model::CoreKind>(record.kind),
                                        .type = record.type,
                                        .access = string(record.access)});
  }

  Bytes bytes_;
  Bytes strings_;
  std::uint32_t base_ = 0;
  std::size_t room_;
  std::size_t text_ = 0;
};

}  // namespace

std::variant<Annotations, Problem> read_annotations(const Image& image) {
  const Section* section = image.section(".BTF.ext");
  if (section == nullptr) return Annotations();
  Reader reader(section->bytes, strings_of(image), image.file().size());
  if (auto problem = reader.read()) return std::move(*problem);
  for (auto& [name, annotations] : reader.found) {
    std::stable_sort(annotations.lines.begin(), annotations.lines.end(),
                     [](const auto& a, const auto& b) { return a.slot < b.slot; });
    std::stable_sort(annotations.core_relocations.begin(), annotations.core_relocations.end(),
                     [](const auto& a, const auto& b) { return a.slot < b.slot; });
  }
  return std::move(reader.found);
}

}  // namespace bpflens::object
