// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Words for the bits of a map's flags: the kernel's BPF_F_* in lower case (uapi linux/bpf.h, to Linux 6.18).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bpflens::model {

// Word i is bit i's.
std::span<const std::string_view> map_flag_names();

// The words of the bits that are set, lowest first; a bit without a name as "0x80000000".
std::vector<std::string> map_flag_words(std::uint32_t flags);

// The bit for a word, or nothing.
std::optional<std::uint32_t> map_flag(std::string_view word);

}  // namespace bpflens::model
