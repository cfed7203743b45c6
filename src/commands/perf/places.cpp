// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "commands/perf/scope.hpp"

namespace bpflens::commands {
namespace {

constexpr std::uint64_t kPlaceAge = 1'000'000'000;  // nanoseconds after which is asked again
constexpr std::size_t kPlacesKept = 4096;

}  // namespace

const model::Dwelling* Places::of(std::int32_t pid, std::uint64_t time) {
  if (known_.size() > kPlacesKept) known_.clear();
  Known& known = known_[pid];
  if (known.asked_at == 0 || time > known.asked_at + kPlaceAge) {
    known.asked_at = time;
    if (auto found = dwellings_.of(pid)) known.place = std::move(found->dwelling);
  }
  return known.place ? &*known.place : nullptr;
}

void Places::learn(const model::Naming& naming, std::uint64_t now) {
  if (naming.parent == 0) return;
  const model::Dwelling* parent = of(naming.parent, now);
  known_[naming.pid] = {.place = parent != nullptr ? std::optional(*parent) : std::nullopt};
}

const std::string& Places::cgroup(std::uint64_t id) {
  if (cgroups_.size() > kPlacesKept) cgroups_.clear();
  const auto [entry, fresh] = cgroups_.try_emplace(id);
  if (fresh) entry->second = dwellings_.cgroup_path(id);
  return entry->second;
}

const std::string& Places::container_of_network(std::uint64_t inode, std::uint64_t now) {
  const auto known = container_by_network_.find(inode);
  if (known != container_by_network_.end()) return known->second;
  if (networks_asked_at_ == 0 || now > networks_asked_at_ + kPlaceAge) {
    networks_asked_at_ = now;
    container_by_network_.clear();
    const auto own = dwellings_.of(1);  // what shares the host's network is no container's
    for (const auto& [process, place] : dwellings_.all().found)
      if (place.container && (!own || place.net_namespace != own->dwelling.net_namespace))
        container_by_network_.try_emplace(place.net_namespace, place.container->id);
  }
  return container_by_network_[inode];
}

// The hierarchy's root tells nothing where containers are in the older hierarchies.
std::string_view Places::container(const model::Event& event) {
  const auto known = container_by_cgroup_.find(event.cgroup);
  if (event.cgroup > 1 && known != container_by_cgroup_.end()) return known->second;
  const std::string path = event.cgroup != 0 ? cgroup(event.cgroup) : "";
  if (!path.empty() && path != "/") {
    if (container_by_cgroup_.size() > kPlacesKept) container_by_cgroup_.clear();
    const auto found = model::container_of(path);
    return container_by_cgroup_[event.cgroup] = found ? found->id : "";
  }
  const model::Dwelling* place = of(event.pid, event.time);
  return place != nullptr && place->container ? std::string_view(place->container->id) : std::string_view();
}

}  // namespace bpflens::commands
