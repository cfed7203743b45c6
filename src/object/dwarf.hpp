// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Types out of an object's DWARF (versions 2 to 5), for what its BTF leaves out: BTF has only types that programs'
// signatures and global data lead to, not that of a local variable.
#pragma once

#include <optional>

#include "btf/types.hpp"
#include "object/elf_image.hpp"

namespace bpflens::object {

// The types as BTF, under the names they have in the source. Nothing where the object has no DWARF, or it makes no
// sense.
std::optional<btf::Types> types_of_dwarf(const Image& object);

}  // namespace bpflens::object
