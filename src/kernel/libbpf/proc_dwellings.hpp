// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// kernel::Dwellings out of /proc and the unified hierarchy.
#pragma once

#include "kernel/dwellings.hpp"
#include "kernel/libbpf/cgroup_paths.hpp"

namespace bpflens::kernel {

class ProcDwellings : public Dwellings {
 public:
  Inhabitants all() override;
  std::optional<model::Inhabitant> of(int pid) override;
  std::string cgroup_path(std::uint64_t id) override { return paths_.of(id); }
  std::optional<model::Cgroup> cgroup(const std::string& path) override;
  std::optional<std::uint64_t> namespace_inode(model::NamespaceKind kind, const std::string& name) override;

 private:
  CgroupPaths paths_;
};

}  // namespace bpflens::kernel
