// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The value of the map that programs with bpflens/scope.bpf.h consult, as that header lays it out.
#pragma once

#include <cstddef>
#include <cstdint>

namespace bpflens::model {

inline constexpr const char* kKernelScopeMap = "bpflens_scope";
inline constexpr std::size_t kScopePids = 8;

// Which members count; without any, everything passes.
enum ScopeCheck : std::uint32_t {
  kScopePid = 1,
  kScopeComm = 2,
  kScopeCgroup = 4,
  kScopeNetwork = 8,
  kScopeProcess = 16,
  kScopeMount = 32,
  kScopeNotPid = 64,
};

struct KernelScope {
  std::uint32_t checks = 0;
  std::uint32_t pid_count = 0;
  std::int32_t pids[kScopePids] = {};
  char comm[16] = {};
  std::uint64_t cgroup = 0;
  std::uint32_t cgroup_level = 0;
  std::uint32_t network_namespace = 0;
  std::uint32_t process_namespace = 0;
  std::uint32_t mount_namespace = 0;
  std::int32_t not_pid = 0;
  std::uint32_t unused = 0;
};

}  // namespace bpflens::model
