// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Where processes live (control groups, containers, namespaces), and what the places are called.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/holder.hpp"
#include "model/place.hpp"

namespace bpflens::kernel {

struct Inhabitants {
  std::vector<model::Inhabitant> found;  // by pid; this process is among them
  std::size_t hidden = 0;                // processes whose namespaces may not be seen
};

class Dwellings {
 public:
  virtual ~Dwellings() = default;

  // Of every process that can be seen.
  virtual Inhabitants all() = 0;

  // Nothing for a process that has gone.
  virtual std::optional<model::Inhabitant> of(int pid) = 0;

  // The path of a control group in the unified hierarchy by its id; empty when it had gone before the
  // first question, or may not be looked up.
  virtual std::string cgroup_path(std::uint64_t id) = 0;

  // A control group by its path in the hierarchy or in the file system; nothing when there is none.
  virtual std::optional<model::Cgroup> cgroup(const std::string& path) = 0;

  // The inode of a namespace: by the path of a file that stands for it, for network namespaces by the name that
  // ip-netns(8) gave it; nothing when there is none.
  virtual std::optional<std::uint64_t> namespace_inode(model::NamespaceKind kind, const std::string& name) = 0;
};

}  // namespace bpflens::kernel
