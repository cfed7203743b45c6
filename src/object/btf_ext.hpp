// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A .BTF.ext section: what functions, source lines and CO-RE relocations belong to which instruction. Each of
// the three is a list by section of records that begin with a place in bytes. The format:
// Documentation/bpf/btf.rst in the kernel's sources.
#pragma once

#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

#include "object/elf_image.hpp"

namespace bpflens::object {

// A view: the bytes it was read from must outlive it.
class BtfExt {
 public:
  static std::variant<BtfExt, Problem> read(Bytes section);

  // What belonged to the code of one section belongs to another's from now on, that many bytes later. Sections
  // are told by the places of their names among .BTF's strings.
  void move(std::uint32_t from, std::uint32_t to, std::uint32_t distance);

  // Where the sections' names are.
  std::vector<std::uint32_t> section_names() const;

  std::vector<std::byte> bytes() const;

 private:
  struct Part {
    Bytes bytes;
    std::uint32_t distance = 0;  // which its places have moved
  };
  struct Records {
    std::uint32_t section = 0;  // its name among .BTF's strings
    std::vector<Part> parts;
  };
  struct Area {
    std::uint32_t record_size = 0;
    std::vector<Records> sections;
  };

  static std::optional<Area> read_area(Bytes bytes);
  static void move(Area& area, std::uint32_t from, std::uint32_t to, std::uint32_t distance);
  static void write(const Area& area, std::vector<std::byte>& bytes);

  std::vector<Area> areas_;  // functions, lines, relocations
  std::size_t size_ = 0;     // as it was read, and room for what bytes() adds
};

}  // namespace bpflens::object
