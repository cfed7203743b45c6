// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Sections with programs under names that libbpf 1.x knows.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "object/elf_image.hpp"

namespace bpflens::object {

struct SectionRename {
  std::string from;
  std::string to;
  bool operator==(const SectionRename&) const = default;
};

struct Renaming {
  std::vector<std::byte> file;  // empty when every name is one of today's, or means nothing
  std::vector<SectionRename> names;
};

// Where several sections come to have one name they become one, with all that refers to them: libbpf tells
// sections apart by their names when it looks for the source lines of a program.
std::variant<Renaming, Problem> rename_sections(const Image& image);

}  // namespace bpflens::object
