// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What .BTF.ext tells of instructions: the functions they begin, the source lines they came from, and the
// numbers that the loader has to put in (CO-RE). The format: Documentation/bpf/btf.rst in the kernel's sources.
#pragma once

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "model/object_file.hpp"
#include "object/elf_image.hpp"

namespace bpflens::object {

// Of one section; all slots count from the section's start.
struct SectionAnnotations {
  std::map<std::size_t, std::uint32_t> function_types;  // BTF id by the slot of the first instruction
  std::vector<model::SourceLine> lines;
  std::vector<model::CoreRelocation> core_relocations;
};

using Annotations = std::map<std::string, SectionAnnotations, std::less<>>;

// By section name; empty when the object has no .BTF.ext.
std::variant<Annotations, Problem> read_annotations(const Image& image);

}  // namespace bpflens::object
