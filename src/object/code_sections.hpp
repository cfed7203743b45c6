// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Sections with programs under names that libbpf 1.x knows.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "object/btf_edit.hpp"
#include "object/elf_image.hpp"
#include "object/rewriter.hpp"

namespace bpflens::object {

struct SectionRename {
  std::string from;
  std::string to;
  bool operator==(const SectionRename&) const = default;
};

// Where several sections come to have one name they become one, with all that refers to them: libbpf tells
// sections apart by their names when it looks for the source lines of a program.
// Types are the object's, if it has any, and what becomes of them.
std::variant<std::vector<SectionRename>, Problem> rename_sections(const Image& image, Rewriter& rewriter,
                                                                  std::optional<BtfEdit>& types);

}  // namespace bpflens::object
