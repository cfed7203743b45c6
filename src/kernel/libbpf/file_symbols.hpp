// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Functions in binaries, by their place in the file.
#pragma once

#include <cstdint>
#include <string>

namespace bpflens::kernel {

// The function that the byte at an offset of a file belongs to: "malloc", "malloc+0x4"; empty when the file can't be
// read or has no such symbol.
std::string symbol_in_file(const std::string& path, std::uint64_t offset);

}  // namespace bpflens::kernel
