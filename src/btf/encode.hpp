// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The way in: JSON, or a word of a command line, into the bytes of a value.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "btf/shape.hpp"

namespace bpflens::btf {

// Writes a value of the shape; fields that the input doesn't name are left as they are. Accepts what Plan writes
// in either form, numbers as strings too ("0x2a"), and arrays that are shorter than their type's.
// Returns why it can't be done, beginning with the field's path ("value.pid: 300 doesn't fit ..."); empty when
// it was. Bytes may have been changed then. The path is what stands for the whole value: "value".
std::string encode(const Shape& shape, const nlohmann::ordered_json& input, std::span<std::byte> bytes,
                   const std::string& path);

// Likewise from a word as a shell hands it over: JSON where it is, else a name, a number or text.
std::string encode_word(const Shape& shape, const std::string& word, std::span<std::byte> bytes,
                        const std::string& path);

}  // namespace bpflens::btf
