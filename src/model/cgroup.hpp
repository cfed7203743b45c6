// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Programs attached to a control group.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/id.hpp"

namespace bpflens::model {

struct CgroupProgram {
  ProgramId program;
  std::string name;
  std::string attach_type;
  std::uint32_t attach_flags = 0;  // BPF_F_ALLOW_OVERRIDE, BPF_F_ALLOW_MULTI
  // LSM programs: the hook, by BTF.
  std::string hook;
  std::uint32_t hook_object = 0;
  std::uint32_t hook_type = 0;
};

struct CgroupPrograms {
  std::string directory;  // whole path: "/sys/fs/cgroup/system.slice"
  std::string path;       // below the mount of the hierarchy
  std::uint64_t id = 0;
  std::vector<CgroupProgram> programs;  // by attach type, each in the order they run
};

}  // namespace bpflens::model
