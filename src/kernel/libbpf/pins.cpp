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

std::string without_slashes(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

std::string octal(unsigned mode) {
  std::string digits = "0";
  for (unsigned shift = 9; shift != 0; shift -= 3) digits += static_cast<char>('0' + (mode >> (shift - 3) & 7U));
  return digits;
}

[[noreturn]] void refuse(const std::string& operation, const std::string& subject, const std::string& cause,
                         const std::string& next_step = "") {
  fail({.operation = operation, .subject = subject, .cause = cause, .next_step = next_step});
}

[[noreturn]] void fail_missing(const std::string& operation, const std::string& subject) {
  fail({.kind = ErrorKind::not_found, .operation = operation, .subject = subject, .error = ENOENT});
}

[[noreturn]] void refuse_symbolic_link(const std::string& operation, const std::string& path) {
  fail({.operation = operation,
        .subject = path,
        .error = ELOOP,
        .cause = "a part of the path is a symbolic link, which isn't followed in another mount namespace"});
}

// Who may make names in a directory, for those who may not.
std::string owner_of(int directory) {
  struct stat status {};
  if (fstat(directory, &status) != 0) return "";
  return "the directory belongs to uid " + std::to_string(status.st_uid) + ", mode " + octal(status.st_mode & 07777);
}

[[noreturn]] void fail_to_pin(const std::string& operation, const std::string& path, int directory, int error) {
  Failure failure{.operation = operation, .subject = "at " + path, .error = error};
  if (error == EEXIST) {
    failure.cause = "something is pinned there already, and nothing is replaced";
    failure.next_step = "choose another path, or bpflens pin remove " + path + " first";
  } else if (error == EROFS) {
    failure.cause = "the bpffs there is mounted read-only";
    failure.next_step = "choose a path on another mount";
  } else if (error == EACCES || error == EPERM) {
    failure.kind = ErrorKind::permission;
    failure.cause = owner_of(directory);
    failure.next_step = "choose a path on a bpffs of your own";
    if (const std::string lacking = permission_cause(); !lacking.empty())
      failure.cause = lacking + "; " + failure.cause;
  } else if (error == ENAMETOOLONG) {
    failure.cause = "a name has at most 255 bytes";
  }
  fail(std::move(failure));
}

}  // namespace

// A pin by the directory that it is in.
struct LibbpfPins::Entry {
  Descriptor parent;
  std::string name;
};

std::vector<std::string> LibbpfPins::mounts() {
  std::vector<std::string> points;
  for (model::BpffsMount& mount : each_once(described_mounts())) points.push_back(std::move(mount.point));
  return points;
}

std::vector<model::BpffsMount> LibbpfPins::described_mounts() { return described_bpffs_mounts(root_); }

std::unique_ptr<Pins> LibbpfPins::inside(int pid) {
  return std::make_unique<LibbpfPins>(names_, PathRoot::of_process(pid));
}

std::string LibbpfPins::mount_of(const std::string& path) {
  return mount_holding(bpffs_mounts(root_), root_.is_own() ? real_path(path) : path);
}

// Empty, with EACCES, when it may not be opened.
Descriptor LibbpfPins::open_directory(const std::string& operation, const std::string& path) {
  Descriptor directory = root_.open(path, O_RDONLY | O_DIRECTORY);
  if (!directory && errno == ENOENT) fail_missing(operation, path);
  if (!directory && errno == ELOOP) refuse_symbolic_link(operation, path);
  if (!directory && errno != EACCES) fail(operation, path, errno);
  if (directory && !on_bpffs(directory.get())) fail_off_bpffs(operation, path, path, root_);
  return directory;
}

std::vector<model::Pin> LibbpfPins::list(const std::string& directory) {
  Descriptor top = open_directory("list the pins in", directory);
  if (!top) return {{.path = directory, .why = UnreadablePins().why(errno)}};
  const std::string path = without_slashes(directory);
  auto pins = walk_pins(std::move(top), path, mount_of(path), names_);
  std::sort(pins.begin(), pins.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return pins;
}

std::vector<std::string> LibbpfPins::directories(const std::string& directory) {
  Descriptor top = open_directory("look for directories in", directory);
  if (!top) return {};
  return walk_directories(std::move(top), without_slashes(directory));
}

std::optional<model::Pin> LibbpfPins::find(const std::string& path) {
  const std::string operation = "open the pin";
  const Descriptor file = root_.open(path, O_PATH);
  if (!file && (errno == ENOENT || errno == ENOTDIR)) return std::nullopt;
  if (!file && errno == ELOOP) refuse_symbolic_link(operation, path);
  if (!file) fail(operation, path, errno, taken_by_pins(errno));
  struct stat status {};
  if (fstat(file.get(), &status) == 0 && S_ISDIR(status.st_mode))
    refuse(operation, path, "it is a directory, not a pin");
  if (!on_bpffs(file.get())) refuse(operation, path, "it is no pin: pins are files in a bpffs");
  if (!open_pinned(file.get())) fail(operation, path, errno, taken_by_pins(errno));
  model::Pin pin{.path = path, .mount = mount_of(path)};
  UnreadablePins unreadable;
  describe_pin(pin, file.get(), names_, unreadable);
  if (!pin.object) refuse(operation, path, pin.why);
  if (!open_object(*pin.object) && errno == EPERM) found_.push_back(open_pinned(file.get()));
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
  PreparedDirectory parent(operation, "at " + path, place.parent, options, root_);
  const std::string target = path_of(parent.descriptor()) + "/" + place.name;
  if (bpf_obj_pin(fd.get(), target.c_str()) != 0) fail_to_pin(operation, path, parent.descriptor(), errno);
  parent.keep();
}

std::unique_ptr<PinSet> LibbpfPins::new_set() { return std::make_unique<LibbpfPinSet>(*this); }

// The pin at a path, looked at closely enough to be taken away.
LibbpfPins::Entry LibbpfPins::pin_at(const std::string& operation, const std::string& path) {
  const PinPlace place = place_of(path);
  Entry entry{root_.open(place.parent, O_PATH | O_DIRECTORY), place.name};
  if (!entry.parent && (errno == ENOENT || errno == ENOTDIR)) fail_missing(operation, path);
  if (!entry.parent && errno == ELOOP) refuse_symbolic_link(operation, path);
  if (!entry.parent) fail(operation, path, errno);
  struct stat status {};
  if (fstatat(entry.parent.get(), place.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
    if (errno == ENOENT) fail_missing(operation, path);
    fail(operation, path, errno);
  }
  if (S_ISDIR(status.st_mode))
    refuse(operation, path, "it is a directory, not a pin", "pin remove --recursive takes all that is in one");
  if (!on_bpffs(entry.parent.get())) refuse(operation, path, "it is no pin: pins are files in a bpffs");
  if (!S_ISREG(status.st_mode)) refuse(operation, path, "it is a symbolic link, not a pin");
  if (is_kernels_own(place.name)) refuse(operation, path, "it is the kernel's own file, not a pin");
  return entry;
}

void LibbpfPins::remove(const std::string& path) {
  const std::string operation = "remove the pin";
  const Entry entry = pin_at(operation, path);
  if (unlinkat(entry.parent.get(), entry.name.c_str(), 0) == 0) return;
  if (errno == ENOENT) fail_missing(operation, path);
  fail(operation, path, errno);
}

bool LibbpfPins::remove_directory(const std::string& path) {
  const std::string operation = "remove the directory";
  const PinPlace place = place_of(path);
  const Descriptor parent = root_.open(place.parent, O_PATH | O_DIRECTORY);
  if (!parent && errno == ENOENT) fail_missing(operation, path);
  if (!parent) fail(operation, path, errno);
  if (!on_bpffs(parent.get())) refuse(operation, path, "it is not on a bpffs");
  if (unlinkat(parent.get(), place.name.c_str(), AT_REMOVEDIR) == 0) return true;
  if (errno == ENOTEMPTY || errno == EBUSY) return false;
  if (errno == ENOENT) fail_missing(operation, path);
  fail(operation, path, errno);
}

// Between two bpffs the object gets its new name before it loses the old one.
void LibbpfPins::move(const std::string& from, const std::string& to, const PinOptions& options) {
  const std::string operation = "move the pin " + from;
  const Entry old = pin_at("move the pin", from);
  const PinPlace place = place_of(to);
  if (is_kernels_own(place.name))
    refuse(operation, "to " + to, "a name in a bpffs can't have a dot", "choose a name without one");
  PreparedDirectory parent(operation, "to " + to, place.parent, options, root_);
  if (renameat2(old.parent.get(), old.name.c_str(), parent.descriptor(), place.name.c_str(), RENAME_NOREPLACE) == 0)
    return parent.keep();
  if (errno != EXDEV) fail_to_pin(operation, to, parent.descriptor(), errno);
  const Descriptor file(openat(old.parent.get(), old.name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
  const Descriptor object = file ? open_pinned(file.get()) : Descriptor();
  if (!object) fail("open the pin", from, errno);
  const std::string target = path_of(parent.descriptor()) + "/" + place.name;
  if (bpf_obj_pin(object.get(), target.c_str()) != 0) fail_to_pin(operation, to, parent.descriptor(), errno);
  if (unlinkat(old.parent.get(), old.name.c_str(), 0) == 0) return parent.keep();
  const int error = errno;
  unlinkat(parent.descriptor(), place.name.c_str(), 0);
  fail("remove the pin", from, error);
}

void LibbpfPins::mount(const std::string& directory) { mount_bpffs(directory); }

}  // namespace bpflens::kernel
