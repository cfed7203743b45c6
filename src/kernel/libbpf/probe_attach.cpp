// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// link_create() and bpf_prog_attach() in kernel/bpf/syscall.c, and what they call, say which errno comes first:
// EINVAL for types that don't belong together or aren't there, another one for a target that isn't.
#include "kernel/libbpf/probe_attach.hpp"

#include <linux/bpf.h>
#include <linux/if_link.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <span>
#include <string>

#include "kernel/libbpf/newer_uapi.hpp"
#include "kernel/libbpf/probe_judge.hpp"
#include "kernel/libbpf/probe_load.hpp"
#include "kernel/libbpf/probe_maps.hpp"
#include "kernel/libbpf/probe_targets.hpp"
#include "kernel/libbpf/zeroed.hpp"

namespace bpflens::kernel {
namespace {

// How an attach type is tried.
enum class Way {
  load,       // programs of it load; for types that the kernel looks at when loading
  attach,     // BPF_PROG_ATTACH with a descriptor that isn't open
  link,       // BPF_LINK_CREATE with a descriptor that isn't open, or a device that isn't there
  loopback,   // a link to XDP on hardware of the loopback device, which has none
  symbols,    // a link to many functions whose names are at an address that isn't mapped
  paths,      // the same for a binary's path
  iterator,   // a link of an iterator, which does nothing until it is read
  map_value,  // a map whose values may hold programs of it
  struct_ops  // a map whose registration makes a link
};

struct AttachRow {
  std::uint32_t attach_type;
  std::uint32_t program_type;
  Way way;
};

constexpr auto kAttachRows = std::to_array<AttachRow>({
    {BPF_CGROUP_INET_INGRESS, BPF_PROG_TYPE_CGROUP_SKB, Way::attach},
    {BPF_CGROUP_INET_EGRESS, BPF_PROG_TYPE_CGROUP_SKB, Way::attach},
    {BPF_CGROUP_INET_SOCK_CREATE, BPF_PROG_TYPE_CGROUP_SOCK, Way::attach},
    {BPF_CGROUP_SOCK_OPS, BPF_PROG_TYPE_SOCK_OPS, Way::attach},
    {BPF_SK_SKB_STREAM_PARSER, BPF_PROG_TYPE_SK_SKB, Way::attach},
    {BPF_SK_SKB_STREAM_VERDICT, BPF_PROG_TYPE_SK_SKB, Way::attach},
    {BPF_CGROUP_DEVICE, BPF_PROG_TYPE_CGROUP_DEVICE, Way::attach},
    {BPF_SK_MSG_VERDICT, BPF_PROG_TYPE_SK_MSG, Way::attach},
    {BPF_CGROUP_INET4_BIND, BPF_PROG_TYPE_CGROUP_SOCK_ADDR, Way::attach},
    {BPF_CGROUP_INET6_BIND, BPF_PROG_TYPE_CGROUP_SOCK_ADDR, Way::attach},
    {BPF_CGROUP_INET4_CONNECT, BPF_PROG_TYPE_CGROUP_SOCK_ADDR, Way::attach},
    {BPF_CGROUP_INET6_CONNECT, BPF_PROG_TYPE_CGROUP_SOCK_ADDR, Way::attach},
    {BPF_CGROUP_INET4_POST_BIND, BPF_PROG_TYPE_CGROUP_SOCK, Way::attach},
    {BPF_CGROUP_INET6_POST_BIND, BPF_PROG_TYPE_CGROUP_SOCK, Way::attach},
    {BPF_CGROUP_UDP4_SENDMSG, BPF_PROG_TYPE_CGROUP_SOCK_ADDR, Way::attach},
    {BPF_CGROUP_UDP6_SENDMSG, BPF_PROG_TYPE_CGROUP_SOCK_ADDR, Way::attach},
    {BPF_LIRC_MODE2, BPF_PROG_TYPE_LIRC_MODE2, Way::attach},
    {BPF_FLOW_DISSECTOR, BPF_PROG_TYPE_FLOW_DISSECTOR, Way::link},
    {BPF_CGROUP_SYSCTL, BPF_PROG_TYPE_CGROUP_SYSCTL, Way::attach},
    {BPF_CGROUP_UDP4_RECVMSG, BPF_PROG_TYPE_CGROUP_SOCK_ADDR, Way::attach},
    {BPF_CGROUP_UDP6_RECVMSG, BPF_PROG_TYPE_CGROUP_SOCK_ADDR, Way::attach},
    {BPF_CGROUP_GETSOCKOPT, BPF_PROG_TYPE_CGROUP_SOCKOPT, Way::attach},
    {BPF_CGROUP_SETSOCKOPT, BPF_PROG_TYPE_CGROUP_SOCKOPT, Way::attach},
    {BPF_TRACE_RAW_TP, BPF_PROG_TYPE_TRACING, Way::load},
    {BPF_TRACE_FENTRY, BPF_PROG_TYPE_TRACING, Way::load},
    {BPF_TRACE_FEXIT, BPF_PROG_TYPE_TRACING, Way::load},
    {BPF_MODIFY_RETURN, BPF_PROG_TYPE_TRACING, Way::load},
    {BPF_LSM_MAC, BPF_PROG_TYPE_LSM, Way::load},
    {BPF_TRACE_ITER, BPF_PROG_TYPE_TRACING, Way::iterator},
    {BPF_CGROUP_INET4_GETPEERNAME, BPF_PROG_TYPE_CGROUP_SOCK_ADDR, Way::attach},
    {BPF_CGROUP_INET6_GETPEERNAME, BPF_PROG_TYPE_CGROUP_SOCK_ADDR, Way::attach},
    {BPF_CGROUP_INET4_GETSOCKNAME, BPF_PROG_TYPE_CGROUP_SOCK_ADDR, Way::attach},
    {BPF_CGROUP_INET6_GETSOCKNAME, BPF_PROG_TYPE_CGROUP_SOCK_ADDR, Way::attach},
    {BPF_XDP_DEVMAP, BPF_PROG_TYPE_XDP, Way::map_value},
    {BPF_CGROUP_INET_SOCK_RELEASE, BPF_PROG_TYPE_CGROUP_SOCK, Way::attach},
    {BPF_XDP_CPUMAP, BPF_PROG_TYPE_XDP, Way::map_value},
    {BPF_SK_LOOKUP, BPF_PROG_TYPE_SK_LOOKUP, Way::link},
    {BPF_XDP, BPF_PROG_TYPE_XDP, Way::loopback},
    {BPF_SK_SKB_VERDICT, BPF_PROG_TYPE_SK_SKB, Way::attach},
    {BPF_SK_REUSEPORT_SELECT, BPF_PROG_TYPE_SK_REUSEPORT, Way::load},
    {BPF_SK_REUSEPORT_SELECT_OR_MIGRATE, BPF_PROG_TYPE_SK_REUSEPORT, Way::load},
    {BPF_PERF_EVENT, BPF_PROG_TYPE_PERF_EVENT, Way::link},
    {BPF_TRACE_KPROBE_MULTI, BPF_PROG_TYPE_KPROBE, Way::symbols},
    {BPF_LSM_CGROUP, BPF_PROG_TYPE_LSM, Way::load},
    {kAttachTypeStructOps, BPF_PROG_TYPE_STRUCT_OPS, Way::struct_ops},
    {kAttachTypeNetfilter, kProgTypeNetfilter, Way::link},
    {kAttachTypeTcxIngress, BPF_PROG_TYPE_SCHED_CLS, Way::link},
    {kAttachTypeTcxEgress, BPF_PROG_TYPE_SCHED_CLS, Way::link},
    {kAttachTypeUprobeMulti, BPF_PROG_TYPE_KPROBE, Way::paths},
    {kAttachTypeUnixConnect, BPF_PROG_TYPE_CGROUP_SOCK_ADDR, Way::attach},
    {kAttachTypeUnixConnect + 1, BPF_PROG_TYPE_CGROUP_SOCK_ADDR, Way::attach},
    {kAttachTypeUnixConnect + 2, BPF_PROG_TYPE_CGROUP_SOCK_ADDR, Way::attach},
    {kAttachTypeUnixConnect + 3, BPF_PROG_TYPE_CGROUP_SOCK_ADDR, Way::attach},
    {kAttachTypeUnixGetsockname, BPF_PROG_TYPE_CGROUP_SOCK_ADDR, Way::attach},
    {kAttachTypeNetkitPrimary, BPF_PROG_TYPE_SCHED_CLS, Way::link},
    {kAttachTypeNetkitPeer, BPF_PROG_TYPE_SCHED_CLS, Way::link},
    {kAttachTypeKprobeSession, BPF_PROG_TYPE_KPROBE, Way::symbols},
    {kAttachTypeUprobeSession, BPF_PROG_TYPE_KPROBE, Way::paths},
});

// The attach type whose link is of that type, and how it is made.
struct LinkRow {
  std::uint32_t link_type;
  AttachRow trial;
};

constexpr auto kLinkRows = std::to_array<LinkRow>({
    {BPF_LINK_TYPE_RAW_TRACEPOINT, {BPF_TRACE_RAW_TP, BPF_PROG_TYPE_TRACING, Way::load}},
    {BPF_LINK_TYPE_TRACING, {BPF_TRACE_FENTRY, BPF_PROG_TYPE_TRACING, Way::load}},
    {BPF_LINK_TYPE_CGROUP, {BPF_CGROUP_INET_INGRESS, BPF_PROG_TYPE_CGROUP_SKB, Way::link}},
    {BPF_LINK_TYPE_ITER, {BPF_TRACE_ITER, BPF_PROG_TYPE_TRACING, Way::iterator}},
    {BPF_LINK_TYPE_NETNS, {BPF_FLOW_DISSECTOR, BPF_PROG_TYPE_FLOW_DISSECTOR, Way::link}},
    {BPF_LINK_TYPE_XDP, {BPF_XDP, BPF_PROG_TYPE_XDP, Way::loopback}},
    {BPF_LINK_TYPE_PERF_EVENT, {BPF_PERF_EVENT, BPF_PROG_TYPE_PERF_EVENT, Way::link}},
    {BPF_LINK_TYPE_KPROBE_MULTI, {BPF_TRACE_KPROBE_MULTI, BPF_PROG_TYPE_KPROBE, Way::symbols}},
    {BPF_LINK_TYPE_STRUCT_OPS, {kAttachTypeStructOps, BPF_PROG_TYPE_STRUCT_OPS, Way::struct_ops}},
    {kLinkTypeNetfilter, {kAttachTypeNetfilter, kProgTypeNetfilter, Way::link}},
    {kLinkTypeTcx, {kAttachTypeTcxIngress, BPF_PROG_TYPE_SCHED_CLS, Way::link}},
    {kLinkTypeUprobeMulti, {kAttachTypeUprobeMulti, BPF_PROG_TYPE_KPROBE, Way::paths}},
    {kLinkTypeNetkit, {kAttachTypeNetkitPrimary, BPF_PROG_TYPE_SCHED_CLS, Way::link}},
    {kLinkTypeSockmap, {BPF_SK_MSG_VERDICT, BPF_PROG_TYPE_SK_MSG, Way::link}},
});

constexpr std::uint32_t kNoTarget = 0xffffffff;  // no descriptor, and no network device either
constexpr std::uint32_t kNoAttachType = 0x7fff;  // none that a kernel will have
constexpr std::uint32_t kLoopback = 1;           // its index in every network namespace
constexpr std::uint64_t kUnmapped = 8;           // below vm.mmap_min_addr
constexpr std::uint32_t kValueWithProgram = 8;   // bpf_devmap_val, bpf_cpumap_val
constexpr auto kReturn0 =
    std::to_array<bpf_insn>({{.code = BPF_ALU64 | BPF_MOV | BPF_K}, {.code = BPF_JMP | BPF_EXIT}});
constexpr auto kReturn1 =
    std::to_array<bpf_insn>({{.code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = 1}, {.code = BPF_JMP | BPF_EXIT}});

// BPF_LINK_CREATE's fields of today; build machines' headers may end earlier.
struct LinkAttributes {
  std::uint32_t program;
  std::uint32_t target;
  std::uint32_t attach_type;
  std::uint32_t flags;
  std::uint64_t words[6];
};

int link_errno(const LinkAttributes& wanted) {
  auto attributes = zeroed<bpf_attr>();
  static_assert(sizeof(wanted) <= sizeof(attributes));
  std::memcpy(&attributes, &wanted, sizeof(wanted));
  const Descriptor link(bpf_call(BPF_LINK_CREATE, attributes));
  return link ? 0 : errno;
}

int attach_errno(int program, std::uint32_t attach_type) {
  auto attributes = zeroed<bpf_attr>();
  attributes.target_fd = kNoTarget;
  attributes.attach_bpf_fd = static_cast<std::uint32_t>(program);
  attributes.attach_type = attach_type;
  return bpf_call(BPF_PROG_ATTACH, attributes) == 0 ? 0 : errno;
}

// Many functions: {flags, count}, then addresses of arrays (kprobe: symbols first; uprobe: path, offsets).
int try_to_link(const AttachRow& row, int program) {
  LinkAttributes wanted{.program = static_cast<std::uint32_t>(program),
                        .target = kNoTarget,
                        .attach_type = row.attach_type,
                        .flags = 0,
                        .words = {}};
  constexpr std::uint64_t kOne = std::uint64_t{1} << 32;  // count 1 behind flags 0, little-endian
  switch (row.way) {
    case Way::loopback:
      wanted.target = kLoopback;
      wanted.flags = XDP_FLAGS_HW_MODE;
      break;
    case Way::symbols:
      wanted.target = 0;
      wanted.words[0] = kOne;
      wanted.words[1] = kUnmapped;
      break;
    case Way::paths:
      wanted.target = 0;
      wanted.words[0] = kUnmapped;
      wanted.words[1] = kUnmapped;
      wanted.words[4] = 1;  // count, then flags
      break;
    case Way::iterator:
      wanted.target = 0;
      break;
    default:
      break;
  }
  return link_errno(wanted);
}

// EOPNOTSUPP: built without fprobe or uprobes; but on the loopback device it is the answer hoped for.
model::Support judge_attach(Way way, int error) {
  if (error == EINVAL || (error == EOPNOTSUPP && way != Way::loopback)) return lacking();
  if (error == EPERM || error == EACCES || error == ENOMEM) return could_not_ask(error);
  return model::yes();
}

// The target of that attach type; for most types nothing but the numbers.
TargetChoice target_of(const AttachRow& row, KernelNames& names) {
  for (TargetChoice& choice : attach_targets_of(row.program_type, names))
    if (choice.target.attach_type == row.attach_type || row.way == Way::struct_ops) return std::move(choice);
  const bool expected = row.way != Way::link || row.program_type != BPF_PROG_TYPE_SCHED_CLS;
  return {.target = {.program_type = row.program_type, .attach_type = expected ? row.attach_type : 0},
          .note = "",
          .unavailable = ""};
}

// Where the kernel takes any number for the attach type when loading, having loaded says nothing.
bool looks_at_attach_type(const AttachRow& row) {
  ProbeLoader loader;
  return loader.load({.program_type = row.program_type, .attach_type = kNoAttachType}, kReturn0).error != 0;
}

model::Support by_value_of_map(std::uint32_t attach_type) {
  return probe_map_with_programs(attach_type == BPF_XDP_DEVMAP ? BPF_MAP_TYPE_DEVMAP : BPF_MAP_TYPE_CPUMAP,
                                 kValueWithProgram);
}

// Some attach types of socket addresses insist on 1; tracing insists on 0.
std::span<const bpf_insn> program_of(std::uint32_t program_type) {
  return program_type == BPF_PROG_TYPE_CGROUP_SOCK_ADDR ? kReturn1 : kReturn0;
}

model::Support judge_load(const LoadAnswer& answer) {
  if (says_nothing(answer.log)) return answer.error == EINVAL ? lacking() : could_not_ask(answer.error);
  return model::unknown(answer.error,
                        "the verifier's answer is not understood: " + std::string(first_line(answer.log)));
}

model::Support try_row(const AttachRow& row, KernelNames& names) {
  if (row.way == Way::map_value) return by_value_of_map(row.attach_type);
  if (row.way == Way::struct_ops) return probe_map_flag(kMapLink);
  const TargetChoice choice = target_of(row, names);
  if (!choice.unavailable.empty()) return unavailable(choice, names);
  ProbeLoader loader;
  Descriptor program;
  const LoadAnswer answer = loader.load(choice.target, program_of(row.program_type), &program);
  if (answer.error != 0) return judge_load(answer);
  if (row.way == Way::load) return looks_at_attach_type(row) ? model::yes() : lacking();
  if (row.way == Way::attach) return judge_attach(row.way, attach_errno(program.get(), row.attach_type));
  return judge_attach(row.way, try_to_link(row, program.get()));
}

// An attach type newer than this build, which the kernel's BTF names: bpf_prog_attach() knows the program type
// for it or not, before it looks at the program; and a tracing program loads with it or not.
model::Support try_newer(std::uint32_t attach_type, KernelNames& names) {
  if (attach_errno(-1, attach_type) == EBADF && attach_errno(-1, kNoAttachType) != EBADF) return model::yes();
  const TargetChoice choice = target_of({BPF_TRACE_FENTRY, BPF_PROG_TYPE_TRACING, Way::load}, names);
  ProbeLoader loader;
  ProbeTarget target = choice.target;
  target.attach_type = attach_type;
  if (loader.load(target, kReturn0).error == 0) return model::yes();
  return model::unknown(0, "this build does not know how to attach such a program");
}

}  // namespace

model::Support probe_attach_type(std::uint32_t attach_type, KernelNames& names) {
  const auto row = std::find_if(kAttachRows.begin(), kAttachRows.end(),
                                [&](const AttachRow& r) { return r.attach_type == attach_type; });
  return row != kAttachRows.end() ? try_row(*row, names) : try_newer(attach_type, names);
}

model::Support probe_link_type(std::uint32_t link_type, KernelNames& names) {
  const auto row =
      std::find_if(kLinkRows.begin(), kLinkRows.end(), [&](const LinkRow& r) { return r.link_type == link_type; });
  if (row == kLinkRows.end()) return model::unknown(0, "this build does not know how to make such a link");
  return try_row(row->trial, names);
}

model::Support probe_perf_link_cookie() {
  ProbeLoader loader;
  Descriptor program;
  const LoadAnswer answer = loader.load({.program_type = BPF_PROG_TYPE_PERF_EVENT}, kReturn0, &program);
  if (answer.error != 0) return could_not_ask(answer.error);
  return judge_attach(Way::link, link_errno({.program = static_cast<std::uint32_t>(program.get()),
                                             .target = kNoTarget,
                                             .attach_type = BPF_PERF_EVENT,
                                             .flags = 0,
                                             .words = {1}}));
}

// A tracepoint that isn't there is ENOENT, unless the cookie isn't understood.
model::Support probe_raw_tracepoint_cookie() {
  ProbeLoader loader;
  Descriptor program;
  const LoadAnswer answer = loader.load({.program_type = BPF_PROG_TYPE_RAW_TRACEPOINT}, kReturn0, &program);
  if (answer.error != 0) return could_not_ask(answer.error);
  auto attributes = zeroed<bpf_attr>();
  attributes.raw_tracepoint.name = reinterpret_cast<std::uintptr_t>("no_such_tracepoint");
  attributes.raw_tracepoint.prog_fd = static_cast<std::uint32_t>(program.get());
  const std::uint64_t cookie = 1;
  std::memcpy(reinterpret_cast<char*>(&attributes) + kOffsetOfRawTpCookie, &cookie, sizeof(cookie));
  const Descriptor link(bpf_call(BPF_RAW_TRACEPOINT_OPEN, attributes));
  return judge_attach(Way::link, link ? 0 : errno);
}

}  // namespace bpflens::kernel
