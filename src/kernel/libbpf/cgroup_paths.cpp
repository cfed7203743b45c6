// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A control group's id is its directory's inode (64-bit kernels since 5.5) and its file handle: so it can be opened
// without a walk, by those who have CAP_DAC_READ_SEARCH.
#include "kernel/libbpf/cgroup_paths.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <filesystem>

#include "kernel/libbpf/mountinfo.hpp"

namespace bpflens::kernel {
namespace {

constexpr int kHandleOfKernfs = 0xfe;  // FILEID_KERNFS, linux/exportfs.h

std::string target_of(int fd) {
  std::array<char, PATH_MAX> target;
  const ssize_t length = readlink(("/proc/self/fd/" + std::to_string(fd)).c_str(), target.data(), target.size());
  return length > 0 ? std::string(target.data(), static_cast<std::size_t>(length)) : "";
}

std::string below(const std::string& mount, const std::string& path) {
  if (path == mount) return "/";
  return path.starts_with(mount + "/") ? path.substr(mount.size()) : "";
}

}  // namespace

std::string cgroup2_mount() {
  for (const Mount& mount : mounts_of("self"))
    if (mount.type == "cgroup2") return mount.point;
  return "";
}

bool CgroupPaths::open_mount() {
  if (!looked_) {
    looked_ = true;
    mount_ = cgroup2_mount();
    if (!mount_.empty()) directory_ = Descriptor(open(mount_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  }
  return static_cast<bool>(directory_);
}

std::string CgroupPaths::by_handle(std::uint64_t id) {
  alignas(file_handle) std::array<unsigned char, sizeof(file_handle) + sizeof id> room{};
  auto* handle = reinterpret_cast<file_handle*>(room.data());
  handle->handle_bytes = sizeof id;
  handle->handle_type = kHandleOfKernfs;
  std::memcpy(static_cast<void*>(handle->f_handle), &id, sizeof id);
  const Descriptor found(open_by_handle_at(directory_.get(), handle, O_PATH | O_CLOEXEC));
  if (!found && errno == EPERM) walk();
  return found ? below(mount_, target_of(found.get())) : "";
}

void CgroupPaths::walk() {
  if (walked_) return;
  walked_ = true;
  std::error_code ignored;
  const auto keep = [&](const std::filesystem::path& path) {
    struct stat status {};
    if (stat(path.c_str(), &status) == 0) known_.emplace(status.st_ino, below(mount_, path));
  };
  keep(mount_);
  const auto options = std::filesystem::directory_options::skip_permission_denied;
  for (auto at = std::filesystem::recursive_directory_iterator(mount_, options, ignored);
       !ignored && at != std::filesystem::recursive_directory_iterator(); at.increment(ignored))
    if (at->is_directory(ignored)) keep(at->path());
}

std::string CgroupPaths::of(std::uint64_t id) {
  if (id == 0 || !open_mount()) return "";
  if (const auto found = known_.find(id); found != known_.end()) return found->second;
  std::string path = by_handle(id);
  if (!path.empty()) return known_.emplace(id, std::move(path)).first->second;
  const auto walked = known_.find(id);
  return walked != known_.end() ? walked->second : "";
}

}  // namespace bpflens::kernel
