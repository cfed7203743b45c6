// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// BTF made from shapes: what a map is told of its types when it is made.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "btf/shape.hpp"

namespace bpflens::btf {

struct Blob {
  std::vector<std::byte> bytes;
  std::uint32_t key = 0;  // the types' ids in it; 0: none
  std::uint32_t value = 0;
};

// A blob with the types of keys and values; either may be missing. None for what BTF has no kind for (integers of odd
// widths, data sections).
std::optional<Blob> blob_of(const Shape* key, const Shape* value);

}  // namespace bpflens::btf
