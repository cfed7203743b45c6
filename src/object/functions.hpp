// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The functions of an object and what their instructions refer to.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "model/object_file.hpp"
#include "object/annotations.hpp"
#include "object/elf_image.hpp"

namespace bpflens::object {

// Every function, by section and place: programs are those outside of ".text", as libbpf has it, and the one in
// ".text" when there is no other.
std::variant<std::vector<model::ObjectFunction>, Problem> read_functions(const Image& image,
                                                                         const Annotations& annotations);

// Whether a section holds variables that become a map: ".bss", ".data.hot", ".rodata", ".kconfig".
bool holds_variables(const Section& section);

}  // namespace bpflens::object
