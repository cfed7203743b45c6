// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Types as C declares them, for maps whose types nothing else tells of: "u32", "char[16]",
// "struct { u64 bytes; u32 ports[2]; u8 flags : 3; }".
#pragma once

#include <string>

#include "btf/shape.hpp"
#include "btf/types.hpp"

namespace bpflens::btf {

// The shape that a compiler for this machine would give the type. Known are C's own types and the kernel's and
// stdint's names for them (u32, __u32, uint32_t, ...), struct, union and enum with their members, arrays, pointers,
// bitfields and the word packed. Other names are looked for in the known types, if there are any.
Resolved declared(const std::string& text, const Types* known);

}  // namespace bpflens::btf
