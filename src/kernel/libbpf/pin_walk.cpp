// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Every step is relative to an open directory, so nothing that is moved meanwhile leads the walk astray;
// one descriptor a level.
#include "kernel/libbpf/pin_walk.hpp"

#include <bpf/bpf.h>
#include <linux/bpf.h>
#include <sys/stat.h>

#include <cerrno>

#include "kernel/libbpf/bpffs.hpp"
#include "kernel/libbpf/directory.hpp"
#include "kernel/libbpf/fail.hpp"
#include "kernel/libbpf/pinned_object.hpp"

namespace bpflens::kernel {
namespace {

class Walk {
 public:
  // Without names only directories are looked at.
  Walk(std::string mount, KernelNames* names) : mount_(std::move(mount)), names_(names) {}

  void enter(Descriptor directory, const std::string& path);
  std::vector<model::Pin> found() { return std::move(found_); }
  std::vector<std::string> directories() { return std::move(directories_); }

 private:
  void enter_child(int parent, const char* name, const std::string& path, dev_t device);
  void add(int parent, const char* name, const std::string& path);
  void add_unreadable(const std::string& path, int error);

  std::string mount_;
  KernelNames* names_;
  UnreadablePins unreadable_;
  std::vector<model::Pin> found_;
  std::vector<std::string> directories_;
};

void Walk::add_unreadable(const std::string& path, int error) {
  found_.push_back({.path = path, .mount = mount_, .why = unreadable_.why(error)});
}

// The very file that was looked at is opened, whatever its name means by then.
void Walk::add(int parent, const char* name, const std::string& path) {
  const Descriptor file(openat(parent, name, O_PATH | O_NOFOLLOW | O_CLOEXEC));
  if (!file) return add_unreadable(path, errno);
  model::Pin pin{.path = path, .mount = mount_};
  describe_pin(pin, file.get(), *names_, unreadable_);
  found_.push_back(std::move(pin));
}

void Walk::enter_child(int parent, const char* name, const std::string& path, dev_t device) {
  Descriptor child(openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!child) return add_unreadable(path, errno);
  struct stat status {};
  const bool same = fstat(child.get(), &status) == 0 && status.st_dev == device;
  if (!same) return;  // something is mounted there
  enter(std::move(child), path);
  directories_.push_back(path);
}

void Walk::enter(Descriptor directory, const std::string& path) {
  struct stat own {};
  if (fstat(directory.get(), &own) != 0) return add_unreadable(path, errno);
  const Directory entries = directory_of(Descriptor(dup(directory.get())));
  if (!entries) return add_unreadable(path, errno);
  for (;;) {
    errno = 0;
    const dirent* entry = readdir(entries.get());
    if (entry == nullptr && errno != 0) add_unreadable(path, errno);
    if (entry == nullptr) return;
    if (is_kernels_own(entry->d_name)) continue;  // also "." and ".."
    const std::string child = (path == "/" ? "" : path) + "/" + entry->d_name;
    if (entry->d_type == DT_DIR)
      enter_child(directory.get(), entry->d_name, child, own.st_dev);
    else if (entry->d_type == DT_REG && names_ != nullptr)
      add(directory.get(), entry->d_name, child);
  }
}

}  // namespace

Takes taken_by_pins(int error) { return error == EACCES ? Takes{"CAP_DAC_OVERRIDE"} : Takes{}; }

const std::string& UnreadablePins::why(int error) {
  std::string& known = known_[error];
  if (known.empty() && error == ENOENT) known = "it is gone, or its object is (ENOENT)";
  if (known.empty()) known = kernel::why(error, taken_by_pins(error));
  return known;
}

Descriptor open_pinned(int file) {
  const std::string path = path_of(file);
  const int fd = bpf_obj_get(path.c_str());
  if (fd >= 0 || errno != EACCES) return Descriptor(fd);
  LIBBPF_OPTS(bpf_obj_get_opts, options, .file_flags = BPF_F_RDONLY);
  return Descriptor(bpf_obj_get_opts(path.c_str(), &options));
}

void describe_pin(model::Pin& pin, int file, KernelNames& names, UnreadablePins& unreadable) {
  struct stat status {};
  if (fstat(file, &status) == 0) {
    pin.mode = status.st_mode & 07777;
    pin.uid = status.st_uid;
    pin.gid = status.st_gid;
  }
  const Descriptor fd = open_pinned(file);
  if (!fd) {
    pin.why = unreadable.why(errno);
    return;
  }
  auto object = describe_object(fd.get(), names);
  if (!object) {
    pin.why = "it can't be told what it is: " + unreadable.why(errno);
    return;
  }
  pin.object = object->ref;
  pin.type_name = std::move(object->type_name);
  pin.name = std::move(object->name);
}

std::vector<model::Pin> walk_pins(Descriptor directory, const std::string& path, const std::string& mount,
                                  KernelNames& names) {
  Walk walk(mount, &names);
  walk.enter(std::move(directory), path);
  return walk.found();
}

std::vector<std::string> walk_directories(Descriptor directory, const std::string& path) {
  Walk walk("", nullptr);
  walk.enter(std::move(directory), path);
  return walk.directories();
}

}  // namespace bpflens::kernel
