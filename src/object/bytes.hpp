// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Sections are written as vectors of bytes.
#pragma once

#include <cstddef>
#include <vector>

namespace bpflens::object {

inline void append(std::vector<std::byte>& bytes, const void* from, std::size_t size) {
  const auto* start = static_cast<const std::byte*>(from);
  bytes.insert(bytes.end(), start, start + size);
}

}  // namespace bpflens::object
