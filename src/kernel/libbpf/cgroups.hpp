// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// kernel::Cgroups over BPF_PROG_QUERY.
#pragma once

#include "kernel/cgroups.hpp"
#include "kernel/libbpf/kernel_names.hpp"

namespace bpflens::kernel {

class LinuxCgroups : public Cgroups {
 public:
  explicit LinuxCgroups(KernelNames& names) : names_(names) {}

  CgroupTree tree(const std::string& root, bool effective) override;
  std::vector<std::string> beginning_with(const std::string& path) override;
  model::CgroupPrograms at(const std::string& directory, bool effective) override;

 private:
  int query(int directory, bool effective, std::vector<model::CgroupProgram>& programs);
  model::CgroupProgram describe(std::uint32_t program, std::uint32_t attach_type, std::uint32_t flags);

  KernelNames& names_;
  std::vector<std::uint32_t> attach_types_;  // that this kernel has for control groups
};

}  // namespace bpflens::kernel
