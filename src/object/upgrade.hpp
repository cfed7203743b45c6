// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Objects that old loaders took made into ones that libbpf 1.x and the tools on it load: the same code,
// relocations, line information and type ids, with the maps defined by BTF in ".maps" and the sections under
// names of today.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "object/code_sections.hpp"
#include "object/elf_image.hpp"
#include "object/map_upgrade.hpp"
#include "object/old_sections.hpp"

namespace bpflens::object {

struct Upgrade {
  std::vector<std::byte> file;  // the new object; empty when there was nothing to upgrade
  std::vector<UpgradedMap> maps;
  std::vector<SectionRename> sections;
};

struct UpgradeOptions {
  bool rename_sections = true;  // not when the types of programs are told otherwise
};

// Nothing is done to an object of today: upgrading twice is upgrading once.
std::variant<Upgrade, Problem> upgrade(const Image& image, const UpgradeOptions& options = {});

// "upgraded 2 legacy maps (counts, events); took section socket1 as socket"; empty when nothing was upgraded.
std::string summary(const Upgrade& upgrade);

}  // namespace bpflens::object
