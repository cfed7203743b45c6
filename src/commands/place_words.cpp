// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "commands/place_words.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace bpflens::commands {
namespace {

using Kind = model::NamespaceKind;

std::optional<std::uint64_t> number_in(const std::string& words) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(words.data(), words.data() + words.size(), number);
  return error == std::errc() && end == words.data() + words.size() ? std::optional(number) : std::nullopt;
}

std::uint64_t inode_of(const model::Dwelling& dwelling, Kind kind) {
  switch (kind) {
    case Kind::network:
      return dwelling.net_namespace;
    case Kind::process:
      return dwelling.pid_namespace;
    case Kind::mount:
      return dwelling.mount_namespace;
  }
  return 0;
}

// The numbers of processes and of namespaces don't meet: those of namespaces begin above 4,026,531,840.
std::optional<std::uint64_t> by_number(kernel::Kernel& kernel, Kind kind, std::uint64_t number) {
  const auto inhabitants = kernel.dwellings.all().found;
  for (const model::Inhabitant& each : inhabitants)
    if (static_cast<std::uint64_t>(each.process.pid) == number && inode_of(each.dwelling, kind) != 0)
      return inode_of(each.dwelling, kind);
  const bool inhabited = std::any_of(inhabitants.begin(), inhabitants.end(), [&](const model::Inhabitant& each) {
    return inode_of(each.dwelling, kind) == number;
  });
  if (inhabited) return number;
  if (kind != Kind::network) return std::nullopt;
  const auto networks = kernel.network.namespaces();
  const bool seen = std::any_of(networks.begin(), networks.end(), [&](const auto& n) { return n.inode == number; });
  return seen ? std::optional(number) : std::nullopt;
}

}  // namespace

bool is_at_or_below(std::string_view path, std::string_view top) {
  return path == top || top == "/" || (path.starts_with(top) && path[top.size()] == '/');
}

std::set<std::string> container_ids(const kernel::Inhabitants& inhabitants, const std::string& words) {
  std::set<std::string> ids;
  for (const model::Inhabitant& each : inhabitants.found)
    if (each.dwelling.container && is_called(*each.dwelling.container, words)) ids.insert(each.dwelling.container->id);
  return ids;
}

model::Cgroup cgroup_of(kernel::Kernel& kernel, const std::string& words) {
  if (auto found = kernel.dwellings.cgroup(words)) return *found;
  throw UsageError("--cgroup: there is no control group " + words);
}

std::uint64_t namespace_of(kernel::Kernel& kernel, Kind kind, const std::string& option, const std::string& words) {
  const auto number = number_in(words);
  const auto inode = number ? by_number(kernel, kind, *number) : kernel.dwellings.namespace_inode(kind, words);
  if (inode) return *inode;
  const std::string name = kind == Kind::network ? "the name of one (ip netns), " : "";
  throw UsageError(option + ": no such namespace as '" + words + "' is seen here: give " + name +
                   "a process in it, a path such as /proc/PID/ns/..., or its inode");
}

}  // namespace bpflens::commands
