// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/proc_dwellings.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "kernel/libbpf/dwelling.hpp"
#include "kernel/libbpf/mountinfo.hpp"
#include "kernel/libbpf/proc_files.hpp"

namespace bpflens::kernel {
namespace {

constexpr int kKernfsHandle = 0xfe;  // FILEID_KERNFS, linux/exportfs.h: the handle is the inode number

std::uint64_t inode_of(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 ? status.st_ino : 0;
}

std::string cgroup2_mount() {
  for (const Mount& mount : mounts_of("self"))
    if (mount.type == "cgroup2" && mount.root == "/") return mount.point;
  return "";
}

struct KernfsHandle {
  file_handle head;
  std::array<unsigned char, sizeof(std::uint64_t)> inode;
};

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

const std::string& ProcDwellings::hierarchy() {
  if (!hierarchy_) {
    hierarchy_ = cgroup2_mount();
    if (!hierarchy_->empty()) mount_ = Descriptor(open(hierarchy_->c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  }
  return *hierarchy_;
}

std::string ProcDwellings::cgroup_path(std::uint64_t id) {
  const std::string& root = hierarchy();
  if (!mount_) return "";
  KernfsHandle handle{};
  handle.head.handle_bytes = sizeof id;
  handle.head.handle_type = kKernfsHandle;
  std::memcpy(handle.head.f_handle, &id, sizeof id);
  const Descriptor directory(open_by_handle_at(mount_.get(), &handle.head, O_PATH | O_CLOEXEC));
  std::array<char, 4096> path;
  const std::string link = "/proc/self/fd/" + std::to_string(directory.get());
  const ssize_t length = directory ? readlink(link.c_str(), path.data(), path.size()) : -1;
  if (length <= 0) return "";
  const std::string_view whole(path.data(), static_cast<std::size_t>(length));
  if (!whole.starts_with(root)) return "";
  return whole.size() == root.size() ? "/" : std::string(whole.substr(root.size()));
}

std::optional<model::Cgroup> ProcDwellings::cgroup(const std::string& path) {
  const std::string& root = hierarchy();
  if (root.empty()) return std::nullopt;
  std::string inside = path.starts_with(root) ? path.substr(root.size()) : path;
  if (!inside.starts_with('/')) inside.insert(0, "/");
  while (inside.size() > 1 && inside.ends_with('/')) inside.pop_back();
  const std::uint64_t id = inode_of(root + inside);
  if (id == 0) return std::nullopt;
  const auto level = inside == "/" ? 0 : std::count(inside.begin(), inside.end(), '/');
  return model::Cgroup{.id = id, .level = static_cast<std::uint32_t>(level), .path = std::move(inside)};
}

std::optional<std::uint64_t> ProcDwellings::namespace_inode(model::NamespaceKind kind, const std::string& name) {
  std::string path = name;
  if (kind == model::NamespaceKind::network && name.find('/') == std::string::npos) path = "/run/netns/" + name;
  const std::uint64_t inode = inode_of(path);
  return inode != 0 ? std::optional(inode) : std::nullopt;
}

}  // namespace bpflens::kernel
