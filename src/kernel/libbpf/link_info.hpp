// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Two structs of bpf(2) as Linux 6.18 has them; the headers of build machines are older (see newer_uapi.hpp).
#pragma once

#include <cstddef>
#include <cstdint>

namespace bpflens::kernel {

// What BPF_OBJ_GET_INFO_BY_FD tells of a link. Pointers to room for names and lists, and the sizes of that room,
// go in; sizes come out. Older kernels leave what they don't know as it was.
struct LinkInfo {
  struct Name {
    alignas(8) std::uint64_t pointer;
    std::uint32_t size;
  };
  struct PerfEvent {
    std::uint32_t type;  // enum PerfEventKind
    union {
      struct {
        alignas(8) std::uint64_t name;
        std::uint32_t name_size;
        std::uint32_t offset;
        std::uint64_t cookie;
        std::uint64_t counter_offset;
      } uprobe;
      struct {
        alignas(8) std::uint64_t name;
        std::uint32_t name_size;
        std::uint32_t offset;
        std::uint64_t address;
        std::uint64_t missed;
        std::uint64_t cookie;
      } kprobe;
      struct {
        alignas(8) std::uint64_t name;
        std::uint32_t name_size;
        alignas(8) std::uint64_t cookie;
      } tracepoint;
      struct {
        alignas(8) std::uint64_t config;
        std::uint32_t type;
        alignas(8) std::uint64_t cookie;
      } event;
    };
  };

  std::uint32_t type;
  std::uint32_t id;
  std::uint32_t program;
  union {
    struct {
      Name name;
      alignas(8) std::uint64_t cookie;
    } raw_tracepoint;
    struct {
      std::uint32_t attach_type;
      std::uint32_t object;
      std::uint32_t btf_type;
      alignas(8) std::uint64_t cookie;
    } tracing;
    struct {
      alignas(8) std::uint64_t id;
      std::uint32_t attach_type;
    } cgroup;
    struct {
      alignas(8) std::uint64_t name;
      std::uint32_t name_size;
      std::uint32_t map;
      union {
        struct {
          alignas(8) std::uint64_t id;
          std::uint32_t order;
        } cgroup;
        struct {
          std::uint32_t tid;
          std::uint32_t pid;
        } task;
      };
    } iterator;
    struct {
      alignas(8) std::uint32_t inode;
      std::uint32_t attach_type;
    } netns;
    struct {
      alignas(8) std::uint32_t index;
      std::uint32_t attach_type;  // not of XDP
    } interface;
    struct {
      alignas(8) std::uint32_t id;
      std::uint32_t attach_type;  // not of struct_ops
    } map;
    struct {
      alignas(8) std::uint32_t family;
      std::uint32_t hook;
      std::int32_t priority;
      std::uint32_t flags;
    } netfilter;
    struct {
      alignas(8) std::uint64_t addresses;
      std::uint32_t count;
      std::uint32_t flags;
      std::uint64_t missed;
      std::uint64_t cookies;
    } kprobes;
    struct {
      alignas(8) std::uint64_t path;
      std::uint64_t offsets;
      std::uint64_t counter_offsets;
      std::uint64_t cookies;
      std::uint32_t path_size;
      std::uint32_t count;
      std::uint32_t flags;
      std::uint32_t pid;
    } uprobes;
    PerfEvent perf_event;
  };
};
static_assert(offsetof(LinkInfo, raw_tracepoint) == 16 && offsetof(LinkInfo, raw_tracepoint.cookie) == 32);
static_assert(offsetof(LinkInfo, tracing) == 16 && offsetof(LinkInfo, tracing.cookie) == 32);
static_assert(offsetof(LinkInfo, iterator.map) == 28 && offsetof(LinkInfo, iterator.cgroup) == 32);
static_assert(offsetof(LinkInfo, netns) == 16 && offsetof(LinkInfo, netfilter) == 16 && offsetof(LinkInfo, map) == 16);
static_assert(offsetof(LinkInfo, uprobes.path_size) == 48 && offsetof(LinkInfo, perf_event.kprobe.cookie) == 56);
static_assert(sizeof(LinkInfo) == 64);

// enum bpf_perf_event_type
enum class PerfEventKind : std::uint32_t { unknown, uprobe, uretprobe, kprobe, kretprobe, tracepoint, event };

constexpr std::uint32_t kMultiReturn = 1;  // BPF_F_KPROBE_MULTI_RETURN, BPF_F_UPROBE_MULTI_RETURN

// What goes into and comes out of BPF_PROG_QUERY.
struct ProgramQuery {
  std::uint32_t target;  // a descriptor, or the index of a network interface
  std::uint32_t attach_type;
  std::uint32_t flags;
  std::uint32_t attach_flags;
  std::uint64_t programs;  // pointers to room for count numbers
  std::uint32_t count;
  alignas(8) std::uint64_t program_flags;
  std::uint64_t links;       // tcx and netkit only
  std::uint64_t link_flags;  // likewise
  std::uint64_t revision;
};
static_assert(offsetof(ProgramQuery, program_flags) == 32 && sizeof(ProgramQuery) == 64);

}  // namespace bpflens::kernel
