// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A blob as text that fits into a JSON string: compressed (zlib), then base64.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bpflens::btf {

std::string pack(std::span<const std::byte> blob);

// The blob again, which must have that size; nothing when the text is damaged.
std::optional<std::vector<std::byte>> unpack(std::string_view text, std::size_t size);

}  // namespace bpflens::btf
