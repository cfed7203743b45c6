// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A place is a condition on where a process lives or where something is attached.
#include "commands/place_filter.hpp"

#include <algorithm>

#include "commands/attached.hpp"

namespace bpflens::commands {
namespace {

// What the words on the command line stand for.
struct Place {
  std::string container;
  std::optional<std::uint64_t> netns;
  std::string cgroup;                            // path below the hierarchy's mount
  std::set<std::uint64_t> netns_of_container{};  // that no process outside of it shares
};

bool is_at_or_below(const std::string& path, const std::string& top) {
  return path == top || top == "/" || path.starts_with(top + "/");
}

bool is_in_container(const std::string& cgroup, const std::string& container) {
  const auto found = model::container_of(cgroup);
  return found && is_called(*found, container);
}

bool lives_at(const model::Dwelling& dwelling, const Place& place) {
  const bool container =
      place.container.empty() || (dwelling.container && is_called(*dwelling.container, place.container));
  const bool netns = !place.netns || dwelling.net_namespace == *place.netns;
  const bool cgroup =
      place.cgroup.empty() || (!dwelling.cgroup.empty() && is_at_or_below(dwelling.cgroup, place.cgroup));
  return container && netns && cgroup;
}

bool is_attached_at(const model::Attached& attached, const Place& place) {
  const bool container = place.container.empty() || is_in_container(attached.cgroup, place.container) ||
                         place.netns_of_container.contains(attached.netns);
  const bool netns = !place.netns || attached.netns == *place.netns;
  const bool cgroup =
      place.cgroup.empty() || (!attached.cgroup.empty() && is_at_or_below(attached.cgroup, place.cgroup));
  return container && netns && cgroup;
}

// Names that a container's cgroup doesn't tell are known of its processes: they stand for its id from here on.
std::string container_id(const std::string& words, const kernel::Inhabitants& inhabitants) {
  for (const model::Inhabitant& each : inhabitants.found)
    if (each.dwelling.container && is_called(*each.dwelling.container, words)) return each.dwelling.container->id;
  throw UsageError("no process of a container called '" + words + "' is seen here");
}

std::set<std::uint64_t> own_netns_of(const std::string& container, const kernel::Inhabitants& inhabitants) {
  std::set<std::uint64_t> inside;
  std::set<std::uint64_t> outside;
  for (const model::Inhabitant& each : inhabitants.found) {
    const bool lives_there = each.dwelling.container && each.dwelling.container->id == container;
    (lives_there ? inside : outside).insert(each.dwelling.net_namespace);
  }
  for (const std::uint64_t shared : outside) inside.erase(shared);
  inside.erase(0);
  return inside;
}

// "blue", "/run/netns/blue", "/proc/12/ns/net", an inode or a process id.
std::uint64_t netns_inode(Context& context, const std::string& words, const kernel::Inhabitants& inhabitants) {
  constexpr std::string_view kProcess = "/proc/";
  std::string name = words.substr(words.starts_with(kProcess) ? kProcess.size() : 0);
  name = words.starts_with(kProcess) ? name.substr(0, name.find('/')) : name.substr(name.rfind('/') + 1);
  for (const model::NetworkNamespace& each : context.kernel.network.namespaces())
    if (each.name == name || std::to_string(each.inode) == name || (each.own && name == "self")) return each.inode;
  for (const model::Inhabitant& each : inhabitants.found)
    if (std::to_string(each.process.pid) == name && each.dwelling.net_namespace != 0)
      return each.dwelling.net_namespace;
  throw UsageError("no network namespace '" + words + "' is seen here: give its name, its inode or a process in it");
}

// Below the mount of the hierarchy, also when it is given as a whole path.
std::string cgroup_path(Context& context, std::string words) {
  for (const model::MountPoint& mount : context.kernel.host.surroundings().mounts)
    if (mount.type == "cgroup2" && is_at_or_below(words, mount.path)) words.erase(0, mount.path.size());
  while (words.size() > 1 && words.ends_with('/')) words.pop_back();
  return words.starts_with("/") ? words : "/" + words;
}

Place place_of(Context& context, const PlaceFilter& filter, const kernel::Inhabitants& inhabitants) {
  Place place;
  if (!filter.container.empty()) {
    place.container = container_id(filter.container, inhabitants);
    place.netns_of_container = own_netns_of(place.container, inhabitants);
  }
  if (!filter.netns.empty()) place.netns = netns_inode(context, filter.netns, inhabitants);
  if (!filter.cgroup.empty()) place.cgroup = cgroup_path(context, filter.cgroup);
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
                 "only what is attached in this network namespace or held from it (name, inode, process)")
      ->type_name("NETNS");
  app.add_option("--cgroup", filter.cgroup, "only what is attached at or below this control group or held from it")
      ->type_name("PATH");
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
