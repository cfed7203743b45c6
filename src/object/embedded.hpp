// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Objects inside other files: programs that load BPF mostly carry theirs in their own data.
#pragma once

#include <cstddef>
#include <vector>

#include "object/elf_image.hpp"

namespace bpflens::object {

struct EmbeddedObject {
  std::size_t offset = 0;  // into the file
  std::size_t size = 0;    // up to the end of the last section or of the table of sections
  bool operator==(const EmbeddedObject&) const = default;
};

// Those that begin behind the file's first byte, in their order. What only looks like one is left out.
std::vector<EmbeddedObject> embedded_objects(Bytes file);

}  // namespace bpflens::object
