// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// /proc/self/fdinfo of a BPF object: the facts that bpf_map_info and bpf_prog_info leave out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bpflens::kernel {

// The text behind a descriptor of this process; empty when /proc can't be read.
std::string read_fdinfo(int fd);

// The word in the line "key:<tab>word"; empty when there is no such line.
std::string_view fdinfo_word(std::string_view fdinfo, std::string_view key);

// The number in the line "key:<tab>number"; nothing when there is no such line.
std::optional<std::uint64_t> fdinfo_number(std::string_view fdinfo, std::string_view key);

}  // namespace bpflens::kernel
