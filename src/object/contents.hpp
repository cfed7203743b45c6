// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Everything that an object's file tells of it.
#pragma once

#include <variant>

#include "model/object_file.hpp"
#include "object/elf_image.hpp"

namespace bpflens::object {

// Reads programs, maps, variables and externs. Objects with legacy maps or without BTF are read too; what only
// BTF could tell is then left out. The slots of every function's symbols refer to maps and functions that exist.
std::variant<model::ObjectFile, Problem> read_contents(const Image& image);

}  // namespace bpflens::object
