// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What a map's keys and values are made of, as far as BTF tells.
#pragma once

#include <optional>

#include "btf/shape.hpp"
#include "kernel/kernel.hpp"
#include "render/entries.hpp"

namespace bpflens::commands {

struct MapLayout {
  std::optional<btf::Shape> key;
  std::optional<btf::Shape> value;
};

// Asks the kernel for the map's BTF. What can't be read or made sense of is left out: the bytes still can be shown.
MapLayout layout_of(kernel::Kernel& kernel, const model::Map& map);

// How the map's entries are to be written. Points into the layout.
render::EntryForm entry_form(kernel::Kernel& kernel, const model::Map& map, const MapLayout& layout);

}  // namespace bpflens::commands
