// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What is attached within a network namespace, as netlink and BPF_PROG_QUERY tell of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/id.hpp"

namespace bpflens::model {

struct NetworkNamespace {
  std::uint64_t inode = 0;
  std::string name;      // as ip netns has it; mostly empty
  std::int32_t pid = 0;  // a process that lives there; 0: none is seen
  bool own = false;      // this process's
  bool operator==(const NetworkNamespace&) const = default;
};

// "netns blue", "netns 4026532281 (of process 812)".
std::string words(const NetworkNamespace& where);

// A program at a network device.
struct InterfaceProgram {
  std::uint32_t ifindex = 0;
  std::string device;
  std::string kind;     // "xdp", "tcx/ingress", "netkit/primary", "clsact/egress", or the kind of queueing discipline
  std::string mode;     // XDP: "generic", "driver", "offload"
  bool multi = false;   // XDP: programs of several modes at one device
  bool action = false;  // tc: the program of an action, not of a filter
  ProgramId program;
  std::string name;            // of the tc filter; else the program's
  std::optional<LinkId> link;  // 0 where there may be one and is none
  std::uint32_t flags = 0;     // BPF_F_*, of a program attached without link
  std::uint32_t link_flags = 0;
};

// A program of the namespace itself.
struct NamespaceProgram {
  std::string attach_type;  // "flow_dissector", "sk_lookup"
  ProgramId program;
};

struct NetworkAttachments {
  NetworkNamespace where;
  std::vector<InterfaceProgram> interfaces;  // by device; XDP before tc
  std::vector<NamespaceProgram> programs;
  std::string partial;  // why something may be missing; empty when nothing is
};

}  // namespace bpflens::model
