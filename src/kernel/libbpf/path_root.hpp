// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Where paths are looked up: from this process's root, or from another process's without ever leaving it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/mountinfo.hpp"

namespace bpflens::kernel {

class PathRoot {
 public:
  // This process's own.
  PathRoot() = default;

  // That of a process, whose mount namespace may be another. Throws when it has gone or may not be looked into.
  static PathRoot of_process(int pid);

  // The same, but nothing, with errno, instead of throwing.
  static std::optional<PathRoot> try_process(int pid);

  bool is_own() const { return !root_; }

  // As open(2), with O_CLOEXEC. In another root no symbolic link is followed (ELOOP): those who live there could
  // lead us elsewhere.
  Descriptor open(const std::string& path, int flags) const;

  // What is mounted there, by paths as they are seen there.
  std::vector<Mount> mounts() const;

 private:
  Descriptor process_;  // /proc/PID
  Descriptor root_;
};

// A path by which system calls that want one reach what a descriptor refers to.
std::string path_of(int fd);

}  // namespace bpflens::kernel
