// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// One attachment of the system, whichever way it was found: what the views of links, perf events, network and control
// groups have in common.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/holder.hpp"
#include "model/id.hpp"

namespace bpflens::model {

struct Attached {
  std::string source;  // "link", "perf_event", "xdp", "tc", "netns", "cgroup", "sockmap", "struct_ops"
  std::string type;    // of the link, the probe, the queueing discipline, or the attach type
  ProgramId program;   // 0: none, or several (struct_ops)
  std::string program_name;
  std::optional<LinkId> link;
  std::optional<MapId> map;
  std::string target;       // in words
  std::string cgroup;       // path below the hierarchy's mount, where it is attached to one
  std::uint64_t netns = 0;  // inode, where it is attached in one
  std::vector<Holder> holders;
};

}  // namespace bpflens::model
