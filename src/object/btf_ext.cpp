// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Written anew, with the header's length for three areas, which all of libbpf 1.x reads.
#include "object/btf_ext.hpp"

#include <linux/btf.h>

#include <algorithm>
#include <array>

#include "object/bytes.hpp"

namespace bpflens::object {
namespace {

// struct btf_ext_header of libbpf, which no uapi header has.
struct Header {
  std::uint16_t magic;
  std::uint8_t version;
  std::uint8_t flags;
  std::uint32_t size;
  std::array<std::array<std::uint32_t, 2>, 3> areas;  // offset from the header's end, and length
};
static_assert(sizeof(Header) == 32);

constexpr std::size_t kWithoutRelocations = 24;
constexpr std::uint32_t kSmallestRecord = 8;
constexpr std::size_t kMostExtSections = 1 << 16;  // more than an ELF file can have

Problem damaged_ext(const std::string& what) {
  return {"its BTF.ext is damaged: " + what, "compile it again, or take it out with llvm-strip -R .BTF.ext"};
}

void append_word(std::vector<std::byte>& bytes, std::uint32_t word) { append(bytes, &word, sizeof word); }

}  // namespace

std::optional<BtfExt::Area> BtfExt::read_area(Bytes bytes) {
  Area area;
  if (bytes.empty()) return area;
  area.record_size = record_at<std::uint32_t>(bytes, 0).value_or(0);
  if (area.record_size < kSmallestRecord || area.record_size % 4 != 0) return std::nullopt;
  for (std::uint64_t at = 4; at < bytes.size();) {
    const auto section = record_at<std::uint32_t>(bytes, at);
    const auto count = record_at<std::uint32_t>(bytes, at + 4);
    if (!section || !count || area.sections.size() == kMostExtSections) return std::nullopt;
    const std::uint64_t size = std::uint64_t{*count} * area.record_size;
    at += 8;
    if (size > bytes.size() - at) return std::nullopt;
    if (size != 0) area.sections.push_back({*section, {{bytes.subspan(at, size)}}});
    at += size;
  }
  return area;
}

std::variant<BtfExt, Problem> BtfExt::read(Bytes section) {
  Header header{};
  if (section.size() < kWithoutRelocations) return damaged_ext("it is too short");
  std::memcpy(&header, section.data(), kWithoutRelocations);
  if (header.magic != BTF_MAGIC || header.size < kWithoutRelocations || header.size > section.size())
    return damaged_ext("it doesn't begin as BTF.ext does");
  std::memcpy(&header, section.data(), std::min<std::size_t>(header.size, sizeof header));
  BtfExt ext;
  ext.size_ = section.size() + sizeof(Header);
  for (const auto& [offset, length] : header.areas) {
    const std::uint64_t start = std::uint64_t{header.size} + offset;
    if (length > section.size() || start > section.size() - length)
      return damaged_ext("its parts lie outside the section");
    auto area = read_area(section.subspan(start, length));
    if (!area) return damaged_ext("its records lie outside their part");
    ext.areas_.push_back(std::move(*area));
  }
  return ext;
}

std::vector<std::uint32_t> BtfExt::section_names() const {
  std::vector<std::uint32_t> names;
  for (const Area& area : areas_)
    for (const Records& records : area.sections) names.push_back(records.section);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

void BtfExt::move(std::uint32_t from, std::uint32_t to, std::uint32_t distance) {
  for (Area& area : areas_) move(area, from, to, distance);
}

void BtfExt::move(Area& area, std::uint32_t from, std::uint32_t to, std::uint32_t distance) {
  for (Records& records : area.sections) {
    if (records.section != from) continue;
    for (Part& part : records.parts) part.distance += distance;
    const auto home = std::find_if(area.sections.begin(), area.sections.end(),
                                   [&](const Records& other) { return other.section == to && &other != &records; });
    if (home == area.sections.end()) {
      records.section = to;
    } else {
      home->parts.insert(home->parts.end(), records.parts.begin(), records.parts.end());
      records.parts.clear();
    }
  }
  std::erase_if(area.sections, [](const Records& records) { return records.parts.empty(); });
}

void BtfExt::write(const Area& area, std::vector<std::byte>& bytes) {
  for (const Records& records : area.sections) {
    append_word(bytes, records.section);
    std::size_t size = 0;
    for (const Part& part : records.parts) size += part.bytes.size();
    append_word(bytes, static_cast<std::uint32_t>(size / area.record_size));
    for (const Part& part : records.parts) {
      std::size_t at = bytes.size();
      append(bytes, part.bytes.data(), part.bytes.size());
      for (; part.distance != 0 && at < bytes.size(); at += area.record_size) {
        const std::uint32_t place = *record_at<std::uint32_t>(bytes, at) + part.distance;
        std::memcpy(bytes.data() + at, &place, sizeof place);
      }
    }
  }
}

std::vector<std::byte> BtfExt::bytes() const {
  Header header{.magic = BTF_MAGIC, .version = BTF_VERSION, .size = sizeof(Header)};
  std::vector<std::byte> bytes(sizeof header);
  bytes.reserve(size_);
  for (std::size_t i = 0; i < areas_.size(); ++i) {
    const Area& area = areas_[i];
    const std::size_t start = bytes.size();
    if (!area.sections.empty()) append_word(bytes, area.record_size);  // one without records libbpf takes for damage
    write(area, bytes);
    header.areas[i] = {static_cast<std::uint32_t>(start - sizeof header),
                       static_cast<std::uint32_t>(bytes.size() - start)};
  }
  std::memcpy(bytes.data(), &header, sizeof header);
  return bytes;
}

}  // namespace bpflens::object
