// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Samples tell of process and control group; from the process, /proc tells of its namespaces.
#include "commands/perf/scope.hpp"

#include <algorithm>

#include "commands/place_words.hpp"

namespace bpflens::commands {
namespace {

using Verdict = Scope::Verdict;

// The least of the path that names the container: its own control group, not one within.
std::string root_of(const std::string& path, const model::Container& container) {
  for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    const std::string prefix = path.substr(0, end);
    if (model::container_of(prefix) == container || end == std::string::npos) return prefix;
  }
}

}  // namespace

void declare_scope(CLI::App& app, ScopeOptions& options) {
  app.add_option("--pid", options.pids, "only events of this process; may be given several times")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->type_name("PID");
  app.add_option("--comm", options.comms, "only of processes of this name; may be given several times")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->type_name("NAME");
  app.add_option("--cgroup", options.cgroup, "only of processes in this control group, or below it")
      ->type_name("CGROUP");
  app.add_option("--container", options.container, "only of this container: its id, the start of it, or its name")
      ->type_name("CONTAINER");
  app.add_option("--netns", options.network,
                 "only of this network namespace: its name, path or inode, or a process in it")
      ->type_name("NETNS");
  app.add_option("--pidns", options.process, "only of this PID namespace: its path or inode, or a process in it")
      ->type_name("PIDNS");
  app.add_option("--mntns", options.mount, "only of this mount namespace: its path or inode, or a process in it")
      ->type_name("MNTNS");
  app.add_flag("--unresolved", options.unresolved,
               "also of processes that had gone before anybody could tell where they lived");
}

Scope::Scope(kernel::Kernel& kernel, const ScopeOptions& options, Places& places)
    : kernel_(kernel), options_(options), places_(places) {
  using Kind = model::NamespaceKind;
  const auto inode = [&](Kind kind, const char* option, const std::string& words) {
    return words.empty() ? 0 : namespace_of(kernel, kind, option, words);
  };
  if (!options.cgroup.empty()) cgroup_ = cgroup_of(kernel, options.cgroup);
  network_ = inode(Kind::network, "--netns", options.network);
  process_ = inode(Kind::process, "--pidns", options.process);
  mount_ = inode(Kind::mount, "--mntns", options.mount);
  if (!options.container.empty()) container_ids_ = container_ids(kernel.dwellings.all(), options.container);
}

Verdict Scope::judge(const model::Event& event, std::string_view comm) {
  if (!options_.pids.empty() && std::find(options_.pids.begin(), options_.pids.end(), event.pid) == options_.pids.end())
    return Verdict::outside;
  if (!options_.comms.empty() && std::find(options_.comms.begin(), options_.comms.end(), comm) == options_.comms.end())
    return Verdict::outside;
  if (cgroup_ || !options_.container.empty()) {
    static const std::string kNotTold;
    const std::string& told = event.cgroup != 0 ? places_.cgroup(event.cgroup) : kNotTold;
    const model::Dwelling* place = told.size() > 1 ? nullptr : places_.of(event.pid, event.time);
    const std::string& path = place != nullptr ? place->cgroup : told;
    if (path.empty()) return Verdict::unknown;
    if (judge_cgroup(path) == Verdict::outside) return Verdict::outside;
  }
  return wants_place() ? judge_place(event) : Verdict::inside;
}

// By its id, or the start of it: names are not in the paths of control groups, so those were looked up before.
bool Scope::is_wanted(const model::Container& container) const {
  return container_ids_.contains(container.id) || model::is_called(container, options_.container);
}

Verdict Scope::judge_cgroup(const std::string& path) const {
  if (cgroup_ && !is_at_or_below(path, cgroup_->path)) return Verdict::outside;
  if (options_.container.empty()) return Verdict::inside;
  const auto container = model::container_of(path);
  return container && is_wanted(*container) ? Verdict::inside : Verdict::outside;
}

Verdict Scope::judge_place(const model::Event& event) {
  const model::Dwelling* place = places_.of(event.pid, event.time);
  if (place == nullptr) return Verdict::unknown;
  Verdict verdict = Verdict::inside;
  const auto check = [&](std::uint64_t wanted, std::uint64_t actual) {
    if (wanted == 0) return;
    if (actual != 0 && actual != wanted) verdict = Verdict::outside;
    if (actual == 0 && verdict == Verdict::inside) verdict = Verdict::unknown;
  };
  check(network_, place->net_namespace);
  check(process_, place->pid_namespace);
  check(mount_, place->mount_namespace);
  return verdict;
}

const model::Dwelling& Scope::some_process_of_container() {
  if (contained_) return *contained_;
  for (auto& [process, place] : kernel_.dwellings.all().found)
    if (place.container && is_wanted(*place.container)) return contained_.emplace(std::move(place));
  throw UsageError("--container: no process of container " + options_.container + " is running");
}

model::KernelScope Scope::for_programs(std::int32_t own_pid, bool own, bool packets) {
  model::KernelScope scope;
  if (packets && (!options_.pids.empty() || !options_.comms.empty() || cgroup_ || process_ != 0 || mount_ != 0))
    throw UsageError("packets belong to no process: of these only --netns and --container go with them");
  if (options_.pids.size() > model::kScopePids || options_.comms.size() > 1)
    throw UsageError("programs that look for themselves take at most 8 processes and one name");
  if (!own && !packets) scope.checks |= model::kScopeNotPid, scope.not_pid = own_pid;
  for (const std::int32_t pid : options_.pids) scope.pids[scope.pid_count++] = pid;
  if (scope.pid_count != 0) scope.checks |= model::kScopePid;
  if (!options_.comms.empty()) {
    scope.checks |= model::kScopeComm;
    options_.comms[0].copy(scope.comm, sizeof scope.comm - 1);
  }
  std::optional<model::Cgroup> cgroup = cgroup_;
  std::uint64_t network = network_;
  if (!options_.container.empty()) {
    const model::Dwelling& place = some_process_of_container();
    if (packets) network = place.net_namespace;
    if (!packets) cgroup = kernel_.dwellings.cgroup(root_of(place.cgroup, *place.container));
    if (!packets && !cgroup)
      throw UsageError("--container: its control group " + place.cgroup + " is not in the unified hierarchy");
  }
  if (cgroup) scope.checks |= model::kScopeCgroup, scope.cgroup = cgroup->id, scope.cgroup_level = cgroup->level;
  const auto check = [&](std::uint64_t inode, model::ScopeCheck bit, std::uint32_t& place) {
    if (inode == 0) return;
    scope.checks |= bit;
    place = static_cast<std::uint32_t>(inode);
  };
  check(network, model::kScopeNetwork, scope.network_namespace);
  check(process_, model::kScopeProcess, scope.process_namespace);
  check(mount_, model::kScopeMount, scope.mount_namespace);
  return scope;
}

}  // namespace bpflens::commands
