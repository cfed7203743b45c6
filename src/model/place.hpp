// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Places where processes live.
#pragma once

#include <cstdint>
#include <string>

namespace bpflens::model {

enum class NamespaceKind : std::uint8_t { network, process, mount };

// A directory of the unified hierarchy.
struct Cgroup {
  std::uint64_t id = 0;     // its inode, as bpf_get_current_cgroup_id() tells it
  std::uint32_t level = 0;  // how many directories deep
  std::string path;         // in the hierarchy: "/system.slice"
};

}  // namespace bpflens::model
