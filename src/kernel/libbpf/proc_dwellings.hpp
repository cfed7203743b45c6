// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// kernel::Dwellings out of /proc and the unified hierarchy.
#pragma once

#include "kernel/dwellings.hpp"
#include "kernel/libbpf/descriptor.hpp"

namespace bpflens::kernel {

class ProcDwellings : public Dwellings {
 public:
  Inhabitants all() override;
  std::optional<model::Inhabitant> of(int pid) override;
  std::string cgroup_path(std::uint64_t id) override;
  std::optional<model::Cgroup> cgroup(const std::string& path) override;
  std::optional<std::uint64_t> namespace_inode(model::NamespaceKind kind, const std::string& name) override;

 private:
  const std::string& hierarchy();

  std::optional<std::string> hierarchy_;  // where the unified hierarchy is mounted; empty: nowhere
  Descriptor mount_;
};

}  // namespace bpflens::kernel
