// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Control groups for the length of a test.
#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>

#include "kernel/libbpf/descriptor.hpp"

namespace bpflens::test {

// Where cgroup2 is mounted; empty when it isn't.
inline std::string unified_hierarchy() {
  std::ifstream mounts("/proc/self/mounts");
  for (std::string line; std::getline(mounts, line);) {
    std::istringstream fields(line);
    std::string source;
    std::string point;
    std::string type;
    fields >> source >> point >> type;
    if (type == "cgroup2") return point;
  }
  return "";
}

class ScratchCgroup {
 public:
  // By the path below the hierarchy's mount.
  explicit ScratchCgroup(const std::string& name) : path_("/" + name), directory_(unified_hierarchy() + path_) {
    mkdir(directory_.c_str(), 0700);
    fd_ = kernel::Descriptor(open(directory_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  }
  ScratchCgroup(const ScratchCgroup&) = delete;
  ScratchCgroup& operator=(const ScratchCgroup&) = delete;
  ~ScratchCgroup() { rmdir(directory_.c_str()); }

  int fd() const { return fd_.get(); }
  const std::string& path() const { return path_; }
  const std::string& directory() const { return directory_; }
  std::string id() const {
    struct stat status {};
    stat(directory_.c_str(), &status);
    return std::to_string(status.st_ino);
  }

 private:
  std::string path_;
  std::string directory_;
  kernel::Descriptor fd_;
};

}  // namespace bpflens::test
