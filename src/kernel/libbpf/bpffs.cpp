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

Descriptor open_path(const std::string& path) { return Descriptor(open(path.c_str(), O_PATH | O_CLOEXEC)); }

// Whether something else has been mounted over it. What may not be looked at counts as there.
bool is_hidden(const std::string& mount_point) {
  const Descriptor top = open_path(mount_point);
  return top ? !on_bpffs(top.get()) : errno == ENOENT || errno == ENOTDIR;
}

bool is_empty(const std::string& directory) {
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(opendir(directory.c_str()), closedir);
  if (!entries) fail("look into", directory, errno);
  for (const dirent* entry = nullptr; (entry = readdir(entries.get())) != nullptr;)
    if (std::string_view(entry->d_name) != "." && std::string_view(entry->d_name) != "..") return false;
  return true;
}

// The directories of the path that don't exist, outermost first; path becomes the nearest that does.
std::vector<std::string> missing_directories(std::string& path) {
  std::vector<std::string> missing;
  while (!open_path(path) && errno == ENOENT && path != "/" && path != ".") {
    missing.insert(missing.begin(), path);
    path = place_of(path).parent;
  }
  return missing;
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

bool on_bpffs(int fd) {
  struct statfs found {};
  return fstatfs(fd, &found) == 0 && found.f_type == BPF_FS_MAGIC;
}

std::vector<std::string> bpffs_mounts() {
  std::vector<std::string> points;
  for (const Mount& mount : mounts_of("self")) {
    const bool known = std::find(points.begin(), points.end(), mount.point) != points.end();
    if (mount.type == "bpf" && !known && !is_hidden(mount.point)) points.push_back(mount.point);
  }
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

void fail_off_bpffs(const std::string& operation, const std::string& subject, const std::string& directory) {
  std::string mounts;
  for (const std::string& mount : bpffs_mounts()) mounts += (mounts.empty() ? "" : ", ") + mount;
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
                                     const std::string& directory, const PinOptions& options) {
  std::string existing = directory;
  const std::vector<std::string> missing = missing_directories(existing);
  const Descriptor nearest(open(existing.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!nearest) fail(operation, subject, errno);
  const bool is_there = on_bpffs(nearest.get());
  if (!is_there && !options.mount) fail_off_bpffs(operation, subject, existing);
  if (!missing.empty() && !options.make_parents)
    fail({.operation = operation,
          .subject = subject,
          .error = ENOENT,
          .cause = "there is no directory " + missing.front(),
          .next_step = "make it, or give --parents"});
  if (!is_there) {
    mount_bpffs(existing);
    mounted_ = existing;
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
    if (mkdir(directory.c_str(), 0700) == 0)
      made_.push_back(directory);
    else if (errno != EEXIST)  // someone else has just made it
      fail("make directory", directory, errno);
  }
}

void PreparedDirectory::keep() {
  made_.clear();
  mounted_.clear();
}

// Directories that others have put something into since stay.
void PreparedDirectory::undo() noexcept {
  for (auto directory = made_.rbegin(); directory != made_.rend(); ++directory) rmdir(directory->c_str());
  if (!mounted_.empty()) umount2(mounted_.c_str(), 0);
}

PreparedDirectory::~PreparedDirectory() { undo(); }

}  // namespace bpflens::kernel
