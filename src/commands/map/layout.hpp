// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What a map's keys and values are made of: as the command line declares it, else as far as BTF tells.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "btf/shape.hpp"
#include "kernel/kernel.hpp"
#include "render/entries.hpp"

namespace bpflens::commands {

struct LayoutOptions {
  std::string key_type;  // as C declares them; empty: what the map's BTF says
  std::string value_type;
  std::string file;  // an object or BTF, in which names of types are looked for
  std::string type;  // of the values, by its name there

  bool declared() const { return !key_type.empty() || !value_type.empty() || !type.empty(); }
};

void declare_layout(CLI::App& app, LayoutOptions& options);
void declare_string_integers(CLI::App& app, bool& wanted);

struct MapLayout {
  std::optional<btf::Shape> key;
  std::optional<btf::Shape> value;
};

// Asks the kernel for the map's BTF. What can't be read or made sense of is left out: the bytes still can be shown.
MapLayout layout_of(kernel::Kernel& kernel, const model::Map& map);

// The same with what the options declare in its place. Throws UsageError for what is no type, and for types that don't
// have the map's sizes.
MapLayout layout_of(kernel::Kernel& kernel, const model::Map& map, const LayoutOptions& options);

// What the options declare, of any size.
MapLayout declared_layout(const LayoutOptions& options);

// How the map's entries are to be written. Points into the layout.
render::EntryForm entry_form(kernel::Kernel& kernel, const model::Map& map, const MapLayout& layout);

}  // namespace bpflens::commands
