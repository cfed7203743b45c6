// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What an object asks of a kernel: program and attach types, helpers, kernel functions, maps, instructions and
// the kernel's own types, each with the places that ask for it.
#pragma once

#include <vector>

#include "model/object_file.hpp"
#include "model/requirement.hpp"
#include "object/loaded_code.hpp"

namespace bpflens::object {

// In the order in which loading would stumble over them: maps, then program by program. What only the kernel's BTF
// decides about is answered already (Finding::support); the rest is left unknown, for a prober. Findings are
// optional where the program asks before, and on this kernel never gets there.
std::vector<model::Finding> needs_of(const model::ObjectFile& file, const KernelView& kernel);

}  // namespace bpflens::object
