// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// One walk a mount namespace, by whichever of its processes is still there; what was seen of a file system
// before, here or in another namespace, isn't listed again.
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <map>

#include "kernel/libbpf/bpffs.hpp"
#include "kernel/libbpf/dwelling.hpp"
#include "kernel/libbpf/pin_walk.hpp"
#include "kernel/libbpf/pins.hpp"
#include "kernel/libbpf/proc_files.hpp"

namespace bpflens::kernel {
namespace {

// Processes by the mount namespace that they live in.
struct MountNamespaces {
  std::map<std::uint64_t, std::vector<int>> processes;
  std::size_t hidden = 0;  // processes whose namespace may not be seen
};

std::uint64_t mount_namespace_of(const std::string& process) {
  struct stat status {};
  return stat(("/proc/" + process + "/ns/mnt").c_str(), &status) == 0 ? status.st_ino : 0;
}

MountNamespaces other_namespaces() {
  MountNamespaces found;
  const std::uint64_t own = mount_namespace_of("self");
  for (const int pid : process_ids()) {
    const std::uint64_t inode = mount_namespace_of(std::to_string(pid));
    if (inode == 0 && (errno == EACCES || errno == EPERM)) ++found.hidden;
    if (inode != 0 && inode != own) found.processes[inode].push_back(pid);
  }
  return found;
}

class ElsewhereWalk {
 public:
  explicit ElsewhereWalk(KernelNames& names) : names_(names), known_(described_bpffs_mounts(PathRoot())) {}

  // False when the process has gone, or may not be looked into.
  bool look_into(int pid, PinsElsewhere& found) {
    const auto root = PathRoot::try_process(pid);
    if (!root) return false;
    const model::Inhabitant inhabitant{.process = {pid, process_comm(pid)}, .dwelling = dwelling_of(pid)};
    for (const model::BpffsMount& mount : described_bpffs_mounts(*root)) {
      if (std::any_of(known_.begin(), known_.end(), [&](const auto& other) { return covers(other, mount); })) continue;
      known_.push_back(mount);
      Descriptor top = root->open(mount.point, O_RDONLY | O_DIRECTORY);
      if (!top || !on_bpffs(top.get())) continue;
      auto pins = walk_pins(std::move(top), mount.point, mount.point, names_);
      std::sort(pins.begin(), pins.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
      for (model::Pin& pin : pins) {
        pin.seen_by = inhabitant;
        found.pins.push_back(std::move(pin));
      }
    }
    return true;
  }

 private:
  KernelNames& names_;
  std::vector<model::BpffsMount> known_;
};

}  // namespace

PinsElsewhere LibbpfPins::elsewhere() {
  PinsElsewhere found;
  ElsewhereWalk walk(names_);
  MountNamespaces namespaces = other_namespaces();
  for (const auto& [inode, processes] : namespaces.processes) {
    const bool seen =
        std::any_of(processes.begin(), processes.end(), [&](int pid) { return walk.look_into(pid, found); });
    if (!seen && (errno == EACCES || errno == EPERM)) namespaces.hidden += processes.size();
  }
  if (namespaces.hidden != 0)
    found.partial = "the mount namespaces of " + std::to_string(namespaces.hidden) +
                    (namespaces.hidden == 1 ? " process" : " processes") + " may not be looked into";
  return found;
}

}  // namespace bpflens::kernel
