// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "commands/perf/kernel_scopes.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace bpflens::commands {
namespace {

constexpr std::array<std::byte, 4> kFirstKey{};

}  // namespace

std::vector<model::Map> KernelScopes::maps_of(const std::vector<model::Program>& programs) {
  std::vector<model::Map> found;
  for (const model::Program& program : programs)
    for (const model::MapId id : program.map_ids) {
      auto map = kernel_.maps.find(id);
      if (map && map->name == model::kKernelScopeMap && map->value_size == sizeof(model::KernelScope))
        found.push_back(std::move(*map));
    }
  return found;
}

bool KernelScopes::has_map(const std::vector<model::Program>& programs) { return !maps_of(programs).empty(); }

void KernelScopes::set(const std::vector<model::Program>& programs, const model::KernelScope& scope) {
  for (const model::Map& map : maps_of(programs)) {
    if (std::find(set_.begin(), set_.end(), map.id.value) != set_.end()) continue;
    Changed changed{kernel_.maps.open(map), std::vector<std::byte>(sizeof scope)};
    changed.map->lookup(kFirstKey, changed.before);
    changed.map->update(kFirstKey, std::as_bytes(std::span(&scope, 1)), kernel::UpdateMode::any);
    changed_.push_back(std::move(changed));
    set_.push_back(map.id.value);
  }
}

KernelScopes::~KernelScopes() {
  for (const Changed& changed : changed_) try {
      changed.map->update(kFirstKey, changed.before, kernel::UpdateMode::any);
    } catch (const std::exception&) {  // the programs have gone, and nobody looks at the map
    }
}

}  // namespace bpflens::commands
