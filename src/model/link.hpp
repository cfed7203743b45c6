// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A link: the attachment of a program that has an id of its own (uapi struct bpf_link_info).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "model/holder.hpp"
#include "model/id.hpp"

namespace bpflens::model {

// Where a link attaches its program: one struct a kind. Numbers are the kernel's; names and paths beside them are what
// they were resolved to, empty where that wasn't possible. Attach types are words ("tcx_ingress").
namespace place {

struct RawTracepoint {
  std::string name;
  std::uint64_t cookie = 0;
};

// Tracing, LSM and extension programs: a function, hook or tracepoint named by BTF.
struct Function {
  std::string program_type;
  std::string attach_type;
  std::uint32_t object = 0;  // id of the BTF object; of an extension the program that it extends
  std::uint32_t type = 0;    // BTF type within it
  std::uint64_t cookie = 0;
  std::string name;
};

struct Cgroup {
  std::uint64_t id = 0;  // 0: the control group is gone
  std::string attach_type;
  std::string path;  // below the mount of the hierarchy: "/system.slice"
};

struct Iterator {
  std::string target;  // "task", "bpf_map_elem"
  std::optional<MapId> map;
  std::uint32_t tid = 0;
  std::uint32_t pid = 0;
  std::optional<std::uint64_t> cgroup;
  std::string cgroup_path;
  std::uint32_t order = 0;  // enum bpf_cgroup_iter_order
};

struct Netns {
  std::uint64_t inode = 0;  // 0: the namespace is gone
  std::string attach_type;
  std::string name;  // as ip netns has it
};

// XDP, tcx and netkit.
struct Interface {
  std::uint32_t index = 0;  // within its network namespace; 0: the device is gone
  std::string name;
  std::string attach_type;  // empty for XDP
  std::uint64_t netns = 0;  // of the device, where it isn't this process's; else 0
  std::string netns_name;
};

// struct_ops and sockmap.
struct OfMap {
  MapId id;  // 0: the map is gone
  std::string name;
  std::string attach_type;  // sockmap
  std::string struct_ops;   // "tcp_congestion_ops"
};

struct Netfilter {
  std::uint32_t family = 0;  // NFPROTO_*
  std::uint32_t hook = 0;
  std::int32_t priority = 0;
  std::uint32_t flags = 0;
};

struct Symbol {
  std::uint64_t address = 0;  // 0 where kernel.kptr_restrict hides it
  std::string name;
  std::string module;  // empty: the kernel proper
  std::uint64_t cookie = 0;
};

struct Kprobes {
  bool at_return = false;
  std::uint32_t count = 0;
  std::uint64_t missed = 0;
  std::vector<Symbol> functions;
};

struct FileOffset {
  std::uint64_t offset = 0;
  std::uint64_t counter_offset = 0;  // of a USDT semaphore
  std::uint64_t cookie = 0;
  std::string symbol;
};

struct Uprobes {
  bool at_return = false;
  std::string file;
  std::uint32_t count = 0;
  std::uint32_t pid = 0;
  std::vector<FileOffset> offsets;
};

struct Kprobe {
  bool at_return = false;
  std::uint64_t address = 0;
  std::string function;
  std::uint32_t offset = 0;
  std::uint64_t missed = 0;
  std::uint64_t cookie = 0;
};

struct Uprobe {
  bool at_return = false;
  std::string file;
  FileOffset at;
};

struct Tracepoint {
  std::string name;
  std::uint64_t cookie = 0;
};

struct PerfEvent {
  std::uint32_t type = 0;    // PERF_TYPE_*
  std::uint64_t config = 0;  // what that type counts
  std::uint64_t cookie = 0;
};

}  // namespace place

// Nothing for perf events of kernels before 6.6, and for types newer than this build.
using LinkPlace = std::variant<std::monostate, place::RawTracepoint, place::Function, place::Cgroup, place::Iterator,
                               place::Netns, place::Interface, place::OfMap, place::Netfilter, place::Kprobes,
                               place::Uprobes, place::Kprobe, place::Uprobe, place::Tracepoint, place::PerfEvent>;

struct Link {
  LinkId id;
  std::uint32_t type = 0;  // enum bpf_link_type
  std::string type_name;
  ProgramId program;  // 0: none (struct_ops)
  std::string program_name;
  std::string target;  // of a link just made: what it was to be attached to, in the user's words
  LinkPlace place;
  std::vector<std::string> pins;  // filled only where pins were asked for
  std::vector<Holder> holders;    // filled only where holders were asked for
};

// Whether what it was attached to has gone, or it was detached from it: it attaches nothing any more.
bool attaches_nothing(const Link& link);

}  // namespace bpflens::model
