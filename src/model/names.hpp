// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The words for program, map and link types: one table each, in the order of the kernel's enums.
// The words are bpftool's (libbpf's libbpf_bpf_*_type_str), since scripts depend on them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace bpflens::model {

// Row i describes the enum's value i; row 0 is "unspec".
std::span<const std::string_view> program_type_names();  // enum bpf_prog_type, to Linux 6.18
std::span<const std::string_view> map_type_names();      // enum bpf_map_type, to Linux 6.18
std::span<const std::string_view> link_type_names();     // enum bpf_link_type, to Linux 6.18
std::span<const std::string_view> attach_type_names();   // enum bpf_attach_type, to Linux 6.18; row 0 is a type too
std::span<const std::string_view> btf_kind_names();      // BTF_KIND_*, to Linux 6.18

// The word for a value, or an empty view when the value is newer than the table.
std::string_view name_of(std::span<const std::string_view> names, std::uint32_t value);

// The same, or the number in digits.
std::string name_or_number(std::span<const std::string_view> names, std::uint32_t value);

// "a hash", "an array".
std::string with_article(std::string_view name);

// A path's last part as the kernel takes names: 15 characters, letters, digits, _ and . only; _ for others.
std::string object_name(std::string_view path);

// The value for a word, or nothing.
std::optional<std::uint32_t> value_of(std::span<const std::string_view> names, std::string_view name);

}  // namespace bpflens::model
