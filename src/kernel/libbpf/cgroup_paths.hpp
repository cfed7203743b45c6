// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// From the ids by which the kernel tells of control groups to their paths.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "kernel/libbpf/descriptor.hpp"

namespace bpflens::kernel {

// Where the unified hierarchy is mounted ("/sys/fs/cgroup"); empty when it isn't.
std::string cgroup2_mount();

class CgroupPaths {
 public:
  // The path below the mount, "/" for the root; empty when there is none, or it is outside of what this process sees.
  std::string of(std::uint64_t id);

 private:
  bool open_mount();
  std::string by_handle(std::uint64_t id);
  void walk();

  std::string mount_;
  Descriptor directory_;
  bool looked_ = false;
  bool walked_ = false;
  std::map<std::uint64_t, std::string> known_;
};

}  // namespace bpflens::kernel
