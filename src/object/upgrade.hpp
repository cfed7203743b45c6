// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Objects with legacy map definitions made into ones that libbpf 1.x and the tools on it load: the same
// code, symbols, relocations, line information and type ids, with the maps defined by BTF in ".maps".
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "object/elf_image.hpp"

namespace bpflens::object {

struct Upgrade {
  std::vector<std::byte> file;    // the new object; empty when there was nothing to upgrade
  std::vector<std::string> maps;  // names of the maps defined anew
};

// Nothing is done to an object without legacy maps: upgrading twice is upgrading once.
std::variant<Upgrade, Problem> upgrade(const Image& image);

// The section name that libbpf 1.x knows for one that old loaders took: "xdp" for "xdp_filter", "classifier"
// for "classifier/ingress", "lirc_mode2" for "lirc_mode2/rc_mm". Empty when nothing was meant by it.
std::string_view modern_section(std::string_view old);

// "upgraded 2 legacy maps (counts, events)"; empty when nothing was upgraded.
std::string summary(const Upgrade& upgrade);

}  // namespace bpflens::object
