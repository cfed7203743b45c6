// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A place is a condition on where a process lives or where something is attached.
#include "commands/place_filter.hpp"

#include <algorithm>

#include "commands/attached.hpp"
#include "commands/place_words.hpp"

namespace bpflens::commands {
namespace {

// What the words on the command line stand for.
struct Place {
  std::set<std::string> containers;  // ids
  std::optional<std::uint64_t> netns;
  std::string cgroup;                            // path below the hierarchy's mount
  std::set<std::uint64_t> netns_of_container{};  // that no process outside of it shares
};

bool is_in_container(const std::string& cgroup, const std::set<std::string>& containers) {
  const auto found = model::container_of(cgroup);
  return found && containers.contains(found->id);
}

bool lives_at(const model::Dwelling& dwelling, const Place& place) {
  const bool container =
      place.containers.empty() || (dwelling.container && place.containers.contains(dwelling.container->id));
  const bool netns = !place.netns || dwelling.net_namespace == *place.netns;
  const bool cgroup =
      place.cgroup.empty() || (!dwelling.cgroup.empty() && is_at_or_below(dwelling.cgroup, place.cgroup));
  return container && netns && cgroup;
}

bool is_attached_at(const model::Attached& attached, const Place& place) {
  const bool container = place.containers.empty() || is_in_container(attached.cgroup, place.containers) ||
                         place.netns_of_container.contains(attached.netns);
  const bool netns = !place.netns || attached.netns == *place.netns;
  const bool cgroup =
      place.cgroup.empty() || (!attached.cgroup.empty() && is_at_or_below(attached.cgroup, place.cgroup));
  return container && netns && cgroup;
}

std::set<std::uint64_t> own_netns_of(const std::set<std::string>& containers, const kernel::Inhabitants& inhabitants) {
  std::set<std::uint64_t> inside;
  std::set<std::uint64_t> outside;
  for (const model::Inhabitant& each : inhabitants.found) {
    const bool lives_there = each.dwelling.container && containers.contains(each.dwelling.container->id);
    (lives_there ? inside : outside).insert(each.dwelling.net_namespace);
  }
  for (const std::uint64_t shared : outside) inside.erase(shared);
  inside.erase(0);
  return inside;
}

Place place_of(Context& context, const PlaceFilter& filter, const kernel::Inhabitants& inhabitants) {
  Place place;
  if (!filter.container.empty()) {
    // Names that a control group's path doesn't tell are known of the container's processes.
    place.containers = container_ids(inhabitants, filter.container);
    if (place.containers.empty())
      throw UsageError("no process of a container called '" + filter.container + "' is seen here");
    place.netns_of_container = own_netns_of(place.containers, inhabitants);
  }
  if (!filter.netns.empty())
    place.netns = namespace_of(context.kernel, model::NamespaceKind::network, "--netns", filter.netns);
  if (!filter.cgroup.empty()) place.cgroup = cgroup_of(context.kernel, filter.cgroup).path;
  return place;
}

void add_held(const AttachedView& view, model::ObjectKind kind, const Place& place, std::set<std::uint32_t>& ids) {
  const auto lives_there = [&](const model::Holder& holder) { return lives_at(holder.dwelling, place); };
  for (const auto& [id, holders] : view.held.at(kind).by_id)
    if (std::any_of(holders.begin(), holders.end(), lives_there)) ids.insert(id);
}

}  // namespace

void declare_place_filter(CLI::App& app, PlaceFilter& filter) {
  app.add_option("--container", filter.container,
                 "only what this container holds or has attached (id or its start, name, pod)")
      ->type_name("CONTAINER");
  app.add_option("--netns", filter.netns,
                 "only what is attached in this network namespace or held from it (name, path, inode, process)")
      ->type_name("NETNS");
  app.add_option("--cgroup", filter.cgroup, "only what is attached at or below this control group or held from it")
      ->type_name("CGROUP");
}

bool PlaceObjects::has(const model::ObjectRef& object) const {
  switch (object.kind) {
    case model::ObjectKind::program:
      return programs.contains(object.id);
    case model::ObjectKind::map:
      return maps.contains(object.id);
    case model::ObjectKind::link:
      return links.contains(object.id);
  }
  return false;
}

PlaceObjects objects_of_place(Context& context, const PlaceFilter& filter, std::vector<std::string>& partial) {
  const kernel::Inhabitants inhabitants = context.kernel.dwellings.all();
  const Place place = place_of(context, filter, inhabitants);
  const AttachedView view = attached_view(context.kernel);
  PlaceObjects found;
  for (const model::Attached& attached : view.all) {
    if (!is_attached_at(attached, place)) continue;
    if (attached.program.value != 0) found.programs.insert(attached.program.value);
    if (attached.link) found.links.insert(attached.link->value);
    if (attached.map) found.maps.insert(attached.map->value);
  }
  add_held(view, model::ObjectKind::program, place, found.programs);
  add_held(view, model::ObjectKind::map, place, found.maps);
  add_held(view, model::ObjectKind::link, place, found.links);
  for (const model::Program& program : view.programs)
    if (found.programs.contains(program.id.value))
      for (const model::MapId map : program.map_ids) found.maps.insert(map.value);
  partial.insert(partial.end(), view.partial.begin(), view.partial.end());
  return found;
}

}  // namespace bpflens::commands
