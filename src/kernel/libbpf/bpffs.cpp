// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// statfs(2) tells a bpffs by its magic number; the rest is mkdir, mount and their undoing.
#include "kernel/libbpf/bpffs.hpp"

#include <dirent.h>
#include <linux/magic.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "kernel/libbpf/fail.hpp"
#include "kernel/libbpf/mountinfo.hpp"

namespace bpflens::kernel {
namespace {

constexpr auto kHowToMount = "mount one (mount -t bpf bpf /sys/fs/bpf) or, where a command pins, give --mount";

// Whether something else has been mounted over it. What may not be looked at counts as there.
bool is_hidden(const PathRoot& root, const std::string& mount_point) {
  const Descriptor top = root.open(mount_point, O_PATH);
  return top ? !on_bpffs(top.get()) : errno == ENOENT || errno == ENOTDIR;
}

bool is_empty(const std::string& directory) {
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(opendir(directory.c_str()), closedir);
  if (!entries) fail("look into", directory, errno);
  for (const dirent* entry = nullptr; (entry = readdir(entries.get())) != nullptr;)
    if (std::string_view(entry->d_name) != "." && std::string_view(entry->d_name) != "..") return false;
  return true;
}

// The nearest directory of the path that exists, which path becomes; `missing`: those below it, outermost first.
Descriptor open_nearest(const PathRoot& root, std::string& path, std::vector<std::string>& missing) {
  for (;;) {
    Descriptor found = root.open(path, O_PATH | O_DIRECTORY);
    if (found || errno != ENOENT || path == "/" || path == ".") return found;
    missing.insert(missing.begin(), path);
    path = place_of(path).parent;
  }
}

}  // namespace

PinPlace place_of(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return {".", path};
  std::string parent = path.substr(0, slash);
  while (parent.size() > 1 && parent.ends_with('/')) parent.pop_back();
  return {parent.empty() ? "/" : parent, path.substr(slash + 1)};
}

bool is_kernels_own(std::string_view name) { return name.find('.') != std::string_view::npos; }

long type_of_file_system(int fd) {
  struct statfs found {};
  while (fstatfs(fd, &found) != 0)
    if (errno != EINTR) fail("tell the file system of", path_of(fd), errno);
  return found.f_type;
}

bool on_bpffs(int fd) { return type_of_file_system(fd) == BPF_FS_MAGIC; }

// Of several at one place the last is on top.
std::vector<model::BpffsMount> described_bpffs_mounts(const PathRoot& root) {
  std::vector<model::BpffsMount> found;
  for (const Mount& mount : root.mounts()) {
    if (mount.type != "bpf" || is_hidden(root, mount.point)) continue;
    std::erase_if(found, [&](const model::BpffsMount& other) { return other.point == mount.point; });
    model::BpffsMount described{.point = mount.point, .device = mount.device, .root = mount.root};
    described.read_only = has_option(mount.options, "ro") || has_option(mount.super_options, "ro");
    described.delegation = model::delegation_of(mount.super_options);
    struct stat status {};
    const Descriptor top = root.open(mount.point, O_PATH);
    if (top && fstat(top.get(), &status) == 0) described.uid = status.st_uid;
    if (top && fstat(top.get(), &status) == 0) described.mode = status.st_mode & 07777;
    found.push_back(std::move(described));
  }
  return found;
}

std::vector<std::string> bpffs_mounts(const PathRoot& root) {
  std::vector<std::string> points;
  for (model::BpffsMount& mount : described_bpffs_mounts(root)) points.push_back(std::move(mount.point));
  return points;
}

std::string mount_holding(const std::vector<std::string>& mounts, const std::string& path) {
  std::string best;
  for (const std::string& mount : mounts) {
    const bool holds = path == mount || mount == "/" || path.starts_with(mount + "/");
    if (holds && mount.size() > best.size()) best = mount;
  }
  return best;
}

void fail_off_bpffs(const std::string& operation, const std::string& subject, const std::string& directory,
                    const PathRoot& root) {
  std::string mounts;
  for (const std::string& mount : bpffs_mounts(root)) mounts += (mounts.empty() ? "" : ", ") + mount;
  fail({.kind = ErrorKind::refused,
        .operation = operation,
        .subject = subject,
        .cause = directory + " is not on a bpffs, " +
                 (mounts.empty() ? "and none is mounted here" : "which is mounted on " + mounts),
        .next_step = mounts.empty() ? kHowToMount : std::string("choose a path there, or ") + kHowToMount});
}

void mount_bpffs(const std::string& directory) {
  const Failure refusal{.operation = "mount a bpffs on", .subject = directory};
  const auto refuse = [&refusal](const std::string& cause, const std::string& next_step) {
    Failure failure = refusal;
    failure.cause = cause;
    failure.next_step = next_step;
    fail(std::move(failure));
  };
  const Descriptor target(open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!target) fail(refusal.operation, directory, errno);
  if (on_bpffs(target.get())) refuse("it is on a bpffs already", "");
  if (!is_empty(directory)) refuse("it isn't empty, and what it holds would be hidden", "choose an empty directory");
  if (::mount("bpf", directory.c_str(), "bpf", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=0700") != 0)
    fail(refusal.operation, directory, errno);
}

PreparedDirectory::PreparedDirectory(const std::string& operation, const std::string& subject,
                                     const std::string& directory, const PinOptions& options, const PathRoot& root) {
  std::string existing = directory;
  std::vector<std::string> missing;
  directory_ = open_nearest(root, existing, missing);
  if (!directory_ && errno == ELOOP)
    fail({.operation = operation,
          .subject = subject,
          .error = ELOOP,
          .cause = "a part of the path is a symbolic link, which isn't followed in another mount namespace"});
  if (!directory_) fail(operation, subject, errno);
  const bool is_there = on_bpffs(directory_.get());
  if (!is_there && options.mount && !root.is_own())
    fail({.operation = operation,
          .subject = subject,
          .cause = existing + " is not on a bpffs, and none is mounted in another mount namespace",
          .next_step = "mount one there: nsenter -t PID -m mount -t bpf bpf " + existing});
  if (!is_there && !options.mount) fail_off_bpffs(operation, subject, existing, root);
  if (!missing.empty() && !options.make_parents)
    fail({.operation = operation,
          .subject = subject,
          .error = ENOENT,
          .cause = "there is no directory " + missing.front(),
          .next_step = "make it, or give --parents"});
  if (!is_there) {
    mount_bpffs(existing);
    mounted_ = existing;
    directory_ = root.open(existing, O_PATH | O_DIRECTORY);
  }
  try {
    make_missing(operation, subject, missing);
  } catch (...) {
    undo();
    throw;
  }
}

void PreparedDirectory::make_missing(const std::string& operation, const std::string& subject,
                                     const std::vector<std::string>& missing) {
  for (const std::string& directory : missing) {
    if (is_kernels_own(place_of(directory).name))
      fail({.operation = operation,
            .subject = subject,
            .cause = "a name in a bpffs can't have a dot",
            .next_step = "choose a path without one"});
    const std::string name = place_of(directory).name;
    const bool made = mkdirat(directory_.get(), name.c_str(), 0700) == 0;
    if (!made && errno != EEXIST) fail("make directory", directory, errno);  // else someone else has just made it
    Descriptor child(openat(directory_.get(), name.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!child) {
      const int error = errno;
      if (made) unlinkat(directory_.get(), name.c_str(), AT_REMOVEDIR);
      fail("open directory", directory, error);
    }
    std::swap(directory_, child);
    if (made) made_.push_back({std::move(child), name});
  }
}

void PreparedDirectory::keep() {
  directory_ = Descriptor();
  made_.clear();
  mounted_.clear();
}

// Directories that others have put something into since stay.
void PreparedDirectory::undo() noexcept {
  for (auto made = made_.rbegin(); made != made_.rend(); ++made)
    unlinkat(made->parent.get(), made->name.c_str(), AT_REMOVEDIR);
  directory_ = Descriptor();
  if (!mounted_.empty()) umount2(mounted_.c_str(), MNT_DETACH);  // directories prepared after this one may be open
}

PreparedDirectory::~PreparedDirectory() { undo(); }

}  // namespace bpflens::kernel
