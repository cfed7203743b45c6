// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/proc_dwellings.hpp"

#include <fcntl.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include <algorithm>

#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/dwelling.hpp"
#include "kernel/libbpf/proc_files.hpp"

namespace bpflens::kernel {
namespace {

std::uint64_t inode_of(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 ? status.st_ino : 0;
}

int clone_flag(model::NamespaceKind kind) {
  switch (kind) {
    case model::NamespaceKind::network:
      return CLONE_NEWNET;
    case model::NamespaceKind::process:
      return CLONE_NEWPID;
    case model::NamespaceKind::mount:
      return CLONE_NEWNS;
  }
  return 0;
}

}  // namespace

std::optional<model::Inhabitant> ProcDwellings::of(int pid) {
  model::Inhabitant found{.process = {pid, process_comm(pid)}, .dwelling = dwelling_of(pid)};
  if (found.process.comm.empty() && found.dwelling.cgroup.empty()) return std::nullopt;
  return found;
}

Inhabitants ProcDwellings::all() {
  Inhabitants inhabitants;
  for (const int pid : process_ids()) {
    auto found = of(pid);
    if (!found) continue;
    if (found->dwelling.mount_namespace == 0) ++inhabitants.hidden;
    inhabitants.found.push_back(std::move(*found));
  }
  return inhabitants;
}

std::optional<model::Cgroup> ProcDwellings::cgroup(const std::string& path) {
  const std::string mount = cgroup2_mount();
  if (mount.empty()) return std::nullopt;
  const bool whole = path == mount || path.starts_with(mount + "/");
  std::string inside = whole ? path.substr(mount.size()) : path;
  if (!inside.starts_with('/')) inside.insert(0, "/");
  while (inside.size() > 1 && inside.ends_with('/')) inside.pop_back();
  const std::uint64_t id = inode_of(mount + inside);
  if (id == 0) return std::nullopt;
  const auto level = inside == "/" ? 0 : std::count(inside.begin(), inside.end(), '/');
  return model::Cgroup{.id = id, .level = static_cast<std::uint32_t>(level), .path = std::move(inside)};
}

std::optional<std::uint64_t> ProcDwellings::namespace_inode(model::NamespaceKind kind, const std::string& name) {
  std::string path = name;
  if (kind == model::NamespaceKind::network && name.find('/') == std::string::npos) path = "/run/netns/" + name;
  const Descriptor file(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  struct stat status {};
  if (!file || ioctl(file.get(), NS_GET_NSTYPE) != clone_flag(kind) || fstat(file.get(), &status) != 0)
    return std::nullopt;
  return status.st_ino;
}

}  // namespace bpflens::kernel
