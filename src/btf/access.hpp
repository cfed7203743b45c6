// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What a CO-RE relocation is about, in the words of C.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "btf/types.hpp"

namespace bpflens::btf {

// "struct task_struct.mm.pgd[2]" for a type and the indices of a relocation ("0:17:3:2"): the type as an array,
// then members and elements; "enum state.RUNNING" for an enumerator. Members without a name are left out. What
// the types don't have ends in "?".
std::string access_text(const Types& types, std::uint32_t type, std::string_view indices);

}  // namespace bpflens::btf
