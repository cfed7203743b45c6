// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Ids as the kernel hands them out. Each kind of object has a type of its own, so that
// a map's id can't be passed where a program's is meant.
#pragma once

#include <compare>
#include <cstdint>

namespace bpflens::model {

template <class Kind>
struct Id {
  std::uint32_t value = 0;
  auto operator<=>(const Id&) const = default;  // NOLINT(modernize-use-nullptr): the 0 that it compares with
};

using ProgramId = Id<struct ProgramKind>;
using MapId = Id<struct MapKind>;
using LinkId = Id<struct LinkKind>;
using BtfId = Id<struct BtfKind>;

}  // namespace bpflens::model
