// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "commands/pin/references.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "commands/attached.hpp"

namespace bpflens::commands {
namespace {

using model::ObjectKind;
using Key = std::pair<ObjectKind, std::uint32_t>;

bool may_see_all(kernel::Kernel& kernel) {
  const model::Surroundings around = kernel.host.surroundings();
  const auto& held = around.capabilities;
  return !around.in_user_namespace && std::find(held.begin(), held.end(), "CAP_SYS_ADMIN") != held.end();
}

// Everything that something other than a pin keeps.
std::set<Key> kept_otherwise(kernel::Kernel& kernel) {
  const AttachedView view = attached_view(kernel);
  std::set<Key> kept;
  for (const model::Link& link : view.links) kept.insert({ObjectKind::program, link.program.value});
  for (const model::Attached& attached : view.all) {
    kept.insert({ObjectKind::program, attached.program.value});
    if (attached.map) kept.insert({ObjectKind::map, attached.map->value});
  }
  for (const model::Program& program : view.programs)
    for (const model::MapId map : program.map_ids) kept.insert({ObjectKind::map, map.value});
  for (const auto& [kind, holdings] : view.held)
    for (const auto& [id, holders] : holdings.by_id)
      if (!holders.empty()) kept.insert({kind, id});
  return kept;
}

}  // namespace

void add_references(Context& context, const std::vector<model::Pin>& all, std::vector<model::Pin>& asked) {
  if (asked.empty() || !may_see_all(context.kernel)) return;
  const std::set<Key> kept = kept_otherwise(context.kernel);
  std::map<Key, std::size_t> pins;
  for (const model::Pin& pin : all)
    if (pin.object) ++pins[{pin.object->kind, pin.object->id}];
  for (model::Pin& pin : asked) {
    if (!pin.object) continue;
    const Key key{pin.object->kind, pin.object->id};
    pin.last_reference = pins[key] <= 1 && !kept.contains(key);
  }
}

}  // namespace bpflens::commands
