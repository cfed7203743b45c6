// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The maps that loading an object makes, in whichever way it declares them.
#pragma once

#include <variant>
#include <vector>

#include "btf/types.hpp"
#include "model/object_file.hpp"
#include "object/elf_image.hpp"

namespace bpflens::object {

// Maps declared in .maps (by BTF) or in sections of old; then one for each section of variables, and one for each
// variable in .struct_ops. `types` is null for an object without BTF.
std::variant<std::vector<model::ObjectMap>, Problem> read_maps(const Image& image, const btf::Types* types);

}  // namespace bpflens::object
