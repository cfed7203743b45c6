// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// bpf(2) says EACCES for every file that is no pin and EPERM for names with a dot: what is wrong is found
// out by looking, before or after the call.
#include "kernel/libbpf/pins.hpp"

#include <bpf/bpf.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <memory>

#include "kernel/libbpf/bpffs.hpp"
#include "kernel/libbpf/fail.hpp"
#include "kernel/libbpf/pin_set.hpp"
#include "kernel/libbpf/pin_walk.hpp"
#include "kernel/libbpf/pinned_object.hpp"

namespace bpflens::kernel {
namespace {

std::string real_path(const std::string& path) {
  const std::unique_ptr<char, void (*)(void*)> resolved(realpath(path.c_str(), nullptr), std::free);
  return resolved ? resolved.get() : path;
}

[[noreturn]] void refuse(const std::string& operation, const std::string& subject, const std::string& cause,
                         const std::string& next_step = "") {
  fail({.operation = operation, .subject = subject, .cause = cause, .next_step = next_step});
}

[[noreturn]] void fail_missing(const std::string& operation, const std::string& subject) {
  fail({.kind = ErrorKind::not_found, .operation = operation, .subject = subject, .error = ENOENT});
}

// EACCES has many meanings; these are the ones that have nothing to do with permission.
void refuse_what_is_no_pin(const std::string& operation, const std::string& path) {
  const Descriptor file(open(path.c_str(), O_PATH | O_CLOEXEC));
  struct stat status {};
  if (!file || fstat(file.get(), &status) != 0) return;
  if (S_ISDIR(status.st_mode)) refuse(operation, path, "it is a directory, not a pin");
  if (!on_bpffs(file.get())) refuse(operation, path, "it is no pin: pins are files in a bpffs");
}

void fail_to_pin(const std::string& operation, const std::string& path, int error) {
  if (error == EEXIST) {
    fail({.operation = operation,
          .subject = "at " + path,
          .error = EEXIST,
          .cause = "something is pinned there already, and nothing is replaced",
          .next_step = "choose another path, or bpflens pin remove " + path + " first"});
  }
  if (error == EROFS) {
    fail({.operation = operation,
          .subject = "at " + path,
          .error = EROFS,
          .cause = "the bpffs there is mounted read-only",
          .next_step = "choose a path on another mount"});
  }
  fail(operation, "at " + path, error);
}

}  // namespace

std::vector<std::string> LibbpfPins::mounts() { return bpffs_mounts(); }

std::vector<model::Pin> LibbpfPins::list(const std::string& directory) {
  const std::string operation = "list the pins in";
  Descriptor top(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!top && errno == ENOENT) fail_missing(operation, directory);
  if (!top && errno == EACCES) return {unreadable_pin(directory, errno)};
  if (!top) fail(operation, directory, errno);
  if (!on_bpffs(top.get())) fail_off_bpffs(operation, directory, directory);
  std::string path = directory;
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  auto pins = walk_pins(std::move(top), path, mount_holding(bpffs_mounts(), real_path(path)), names_);
  std::sort(pins.begin(), pins.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return pins;
}

std::optional<model::Pin> LibbpfPins::find(const std::string& path) {
  const Descriptor fd = open_pin(path);
  if (!fd) {
    const int error = errno;
    if (error == ENOENT || error == ENOTDIR) return std::nullopt;
    refuse_what_is_no_pin("open the pin", path);
    fail("open the pin", path, error);
  }
  model::Pin pin{.path = path, .mount = mount_holding(bpffs_mounts(), real_path(path))};
  struct stat status {};
  if (stat(path.c_str(), &status) == 0) {
    pin.mode = status.st_mode & 07777;
    pin.uid = status.st_uid;
    pin.gid = status.st_gid;
  }
  describe_pin(pin, names_);
  return pin;
}

void LibbpfPins::add(const model::ObjectRef& object, const std::string& path, const PinOptions& options) {
  const std::string what = std::string(word(object.kind)) + " " + std::to_string(object.id);
  const std::string operation = "pin " + what;
  const PinPlace place = place_of(path);
  if (is_kernels_own(place.name))
    refuse(operation, "at " + path, "a name in a bpffs can't have a dot", "choose a name without one");
  const Descriptor fd = open_object(object);
  if (!fd && errno == ENOENT) fail_missing("find", what);
  if (!fd) fail("open", what, errno);
  PreparedDirectory parent(operation, "at " + path, place.parent, options);
  const std::string target = (place.parent == "/" ? "" : place.parent) + "/" + place.name;
  if (bpf_obj_pin(fd.get(), target.c_str()) != 0) fail_to_pin(operation, path, errno);
  parent.keep();
}

std::unique_ptr<PinSet> LibbpfPins::new_set() { return std::make_unique<LibbpfPinSet>(*this); }

void LibbpfPins::remove(const std::string& path) {
  const std::string operation = "remove the pin";
  const PinPlace place = place_of(path);
  const Descriptor parent(open(place.parent.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!parent && (errno == ENOENT || errno == ENOTDIR)) fail_missing(operation, path);
  if (!parent) fail(operation, path, errno);
  struct stat status {};
  if (fstatat(parent.get(), place.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
    if (errno == ENOENT) fail_missing(operation, path);
    fail(operation, path, errno);
  }
  if (S_ISDIR(status.st_mode)) refuse(operation, path, "it is a directory, not a pin");
  if (!on_bpffs(parent.get())) refuse(operation, path, "it is no pin: pins are files in a bpffs");
  if (!S_ISREG(status.st_mode)) refuse(operation, path, "it is a symbolic link, not a pin");
  if (is_kernels_own(place.name)) refuse(operation, path, "it is the kernel's own file, not a pin");
  if (unlinkat(parent.get(), place.name.c_str(), 0) == 0) return;
  if (errno == ENOENT) fail_missing(operation, path);
  fail(operation, path, errno);
}

void LibbpfPins::mount(const std::string& directory) { mount_bpffs(directory); }

}  // namespace bpflens::kernel
