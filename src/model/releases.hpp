// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The first Linux release that had each attach type, link type, map flag and BTF kind.
#pragma once

#include <cstdint>
#include <string_view>

namespace bpflens::model {

// Each is empty when the value is newer than its table.
std::string_view attach_type_since(std::uint32_t type);
std::string_view link_type_since(std::uint32_t type);
std::string_view map_flag_since(std::uint32_t flag);  // one bit
std::string_view btf_kind_since(std::uint32_t kind);

}  // namespace bpflens::model
