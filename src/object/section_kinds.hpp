// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What a program is, told by the name of its section: libbpf's conventions
// (Documentation/bpf/libbpf/program_types.rst), to Linux 6.18, whichever libbpf is installed.
#pragma once

#include <optional>
#include <string_view>

#include "model/object_file.hpp"

namespace bpflens::object {

// The kind that a section name stands for, old loaders' names included (modern_section()); nothing for a name
// that means nothing.
std::optional<model::ProgramKind> kind_of_section(std::string_view section);

}  // namespace bpflens::object
