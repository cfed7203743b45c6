// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Where a process lives: control group, container and namespaces. What can't be read is empty or 0.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "model/holder.hpp"

namespace bpflens::model {

enum class NamespaceKind : std::uint8_t { network, process, mount };

struct Whereabouts {
  std::int32_t pid = 0;
  std::string cgroup;  // path in the unified hierarchy, else in the first that isn't the root
  std::optional<Container> container;
  std::uint64_t network_namespace = 0;  // inodes
  std::uint64_t process_namespace = 0;
  std::uint64_t mount_namespace = 0;
};

// A directory of the unified hierarchy.
struct Cgroup {
  std::uint64_t id = 0;     // its inode, as bpf_get_current_cgroup_id() tells it
  std::uint32_t level = 0;  // how many directories deep
  std::string path;         // in the hierarchy: "/system.slice"
};

}  // namespace bpflens::model
