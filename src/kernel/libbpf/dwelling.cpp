// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/dwelling.hpp"

#include <sys/stat.h>

#include <cstdint>
#include <sstream>

#include "kernel/libbpf/container_names.hpp"
#include "kernel/libbpf/proc_files.hpp"

namespace bpflens::kernel {
namespace {

// Lines are "HIERARCHY:CONTROLLERS:PATH"; 0 with no controllers is the unified hierarchy. Where that one isn't
// used everything is in its root.
std::string cgroup_of(const std::string& pid) {
  std::istringstream lines(file_text("/proc/" + pid + "/cgroup"));
  std::string unified;
  std::string other;
  for (std::string line; std::getline(lines, line);) {
    const std::size_t path = line.find(':', line.find(':') + 1);
    if (path == std::string::npos) continue;
    std::string& place = line.starts_with("0::") ? unified : other;
    if (place.empty() || place == "/") place = line.substr(path + 1);
  }
  return (unified.empty() || unified == "/") && !other.empty() ? other : unified;
}

// 0 when it can't be read: following the link needs the right to trace the process.
std::uint64_t namespace_inode(const std::string& pid, const std::string& name) {
  struct stat status {};
  return stat(("/proc/" + pid + "/ns/" + name).c_str(), &status) == 0 ? status.st_ino : 0;
}

constexpr std::uint64_t kFirstPidNamespace = 0xeffffffc;  // PROC_PID_INIT_INO, linux/proc_ns.h

}  // namespace

bool in_first_pid_namespace() { return namespace_inode("self", "pid") == kFirstPidNamespace; }

model::Dwelling dwelling_of(int pid) {
  const std::string number = std::to_string(pid);
  model::Dwelling dwelling;
  dwelling.cgroup = cgroup_of(number);
  dwelling.container = model::container_of(dwelling.cgroup);
  if (dwelling.container) name_container(*dwelling.container);
  dwelling.mount_namespace = namespace_inode(number, "mnt");
  dwelling.net_namespace = namespace_inode(number, "net");
  dwelling.pid_namespace = namespace_inode(number, "pid");
  dwelling.user_namespace = namespace_inode(number, "user");
  return dwelling;
}

}  // namespace bpflens::kernel
