// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Legacy maps put into ".maps", with all that refers to them: types, symbols, instructions, initial values.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "object/elf_image.hpp"

namespace bpflens::object {

// A map defined anew.
struct UpgradedMap {
  std::string name;
  std::string pin;  // where old loaders pinned it, below a bpffs: "tc/globals/counts"; empty: nowhere
  bool operator==(const UpgradedMap&) const = default;
};

struct MapUpgrade {
  std::vector<std::byte> file;  // empty when no map is legacy
  std::vector<UpgradedMap> maps;
};

std::variant<MapUpgrade, Problem> upgrade_maps(const Image& image);

}  // namespace bpflens::object
