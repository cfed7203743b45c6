// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Types one by one, with all that BTF says of each; text and JSON are bpftool's.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "btf/types.hpp"

namespace bpflens::btf {

// {"id": 1, "kind": "INT", "name": "int", ...}. The id must be that of a type.
nlohmann::ordered_json listed(const Types& types, std::uint32_t id);

// "[1] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=SIGNED", members on lines of their own.
std::string listed_text(const nlohmann::ordered_json& type);

}  // namespace bpflens::btf
