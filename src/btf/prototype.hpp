// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Functions as C declares them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "btf/types.hpp"

namespace bpflens::btf {

// "int filter(struct __sk_buff * skb)" for the id of a function; empty for any other type.
std::string prototype(const Types& types, std::uint32_t function);

// A module's blob, whose ids and string offsets go on behind those of the base (vmlinux), made whole by putting the
// base before it; empty if one of them is malformed.
std::vector<std::byte> joined(std::span<const std::byte> base, std::span<const std::byte> module);

}  // namespace bpflens::btf
