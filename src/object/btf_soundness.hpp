// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What libbpf before 1.4 takes for granted of BTF, and falls over or follows for ever where it isn't so.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace bpflens::object {

using BtfRecord = std::vector<std::uint32_t>;  // struct btf_type and what follows it, in words

constexpr std::uint32_t kKindEnum64 = 19;  // BTF_KIND_ENUM64, Linux 6.0

// What is wrong with types, of id 1 and up, and that many bytes of strings: a reference to what isn't there, or a
// type that contains itself through anything but a pointer. Empty when nothing is.
std::string unsoundness(const std::vector<BtfRecord>& types, std::size_t strings);

}  // namespace bpflens::object
