// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Where processes live, and what the places are called.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/whereabouts.hpp"

namespace bpflens::kernel {

class Dwellings {
 public:
  virtual ~Dwellings() = default;

  // Nothing for a process that has gone.
  virtual std::optional<model::Whereabouts> of(int pid) = 0;

  // Of every process that can be seen.
  virtual std::vector<model::Whereabouts> all() = 0;

  // The path of a control group in the unified hierarchy by its id; empty when it has gone or may not be looked up.
  virtual std::string cgroup_path(std::uint64_t id) = 0;

  // A control group by its path in the hierarchy or in the file system; nothing when there is none.
  virtual std::optional<model::Cgroup> cgroup(const std::string& path) = 0;

  // The inode of a namespace: by the path of a file that stands for it, for network namespaces by the name that
  // ip-netns(8) gave it; nothing when there is none.
  virtual std::optional<std::uint64_t> namespace_inode(model::NamespaceKind kind, const std::string& name) = 0;
};

}  // namespace bpflens::kernel
