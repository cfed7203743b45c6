// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Control groups of the unified hierarchy, and the programs attached to them.
#pragma once

#include <string>
#include <vector>

#include "model/cgroup.hpp"

namespace bpflens::kernel {

struct CgroupTree {
  std::vector<model::CgroupPrograms> groups;  // those with programs, each before those below it
  std::string partial;                        // why some may be missing; empty when none is
};

class Cgroups {
 public:
  virtual ~Cgroups() = default;

  // At and below a directory; with an empty one of the whole hierarchy. Effective are the programs that run for a
  // group: its own and those it inherits. Throws when it isn't a directory of the unified hierarchy.
  virtual CgroupTree tree(const std::string& root, bool effective) = 0;

  // The directories of the hierarchy whose path begins so, down to its next "/"; with a "/" behind those that have
  // others in them. Never throws.
  virtual std::vector<std::string> beginning_with(const std::string& path) = 0;

  // Of one group.
  virtual model::CgroupPrograms at(const std::string& directory, bool effective) = 0;
};

}  // namespace bpflens::kernel
