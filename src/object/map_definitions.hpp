// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Maps defined in BTF, as libbpf reads them: a struct each, whose members are pointers to arrays that have as
// many elements as the number they stand for.
#pragma once

#include <cstdint>
#include <vector>

#include "object/btf_edit.hpp"
#include "object/legacy_maps.hpp"

namespace bpflens::object {

inline constexpr std::uint32_t kPinByName = 1;  // LIBBPF_PIN_BY_NAME

// Where a map's definition is in the section ".maps".
struct MapSlot {
  std::uint32_t offset = 0;
  std::uint32_t size = 0;
  std::uint32_t values = 0;  // where in the slot its initial values begin, 8 bytes each
};

// Adds the types, and the section ".maps" with these maps behind the ones it has, if any. Of each map, its slot.
std::vector<MapSlot> define_maps(BtfEdit& btf, const std::vector<LegacyMap>& maps,
                                 const std::vector<BtfEdit::Variable>& there);

}  // namespace bpflens::object
