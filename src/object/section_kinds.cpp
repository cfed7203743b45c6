// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// One row a name. A name that ends in "/" wants something behind it, "+" allows it, others stand alone.
#include "object/section_kinds.hpp"

#include <linux/bpf.h>

#include <array>
#include <cstdint>
#include <string>

#include "object/old_sections.hpp"

namespace bpflens::object {
namespace {

// What this build's headers may lack (uapi linux/bpf.h).
constexpr std::uint32_t kNetfilterType = 32;         // Linux 6.4
constexpr std::uint32_t kNetfilter = 45;             // 6.4
constexpr std::uint32_t kAttachTypeTcxIngress = 46;  // 6.6
constexpr std::uint32_t kAttachTypeTcxEgress = 47;   // 6.6
constexpr std::uint32_t kUprobeMulti = 48;           // 6.6
constexpr std::uint32_t kUnixConnect = 49;           // 6.7, and four more
constexpr std::uint32_t kNetkitPrimary = 54;         // 6.7
constexpr std::uint32_t kNetkitPeer = 55;            // 6.7
constexpr std::uint32_t kKprobeSession = 56;         // 6.10
constexpr std::uint32_t kUprobeSession = 57;         // 6.13

constexpr std::int32_t kNoChoice = -1;  // of attach types

enum Trait : std::uint8_t { kNothing = 0, kSleepable = 1, kFrags = 2 };

struct Row {
  std::string_view name;
  std::uint32_t type;
  std::int32_t attach_type = kNoChoice;
  std::uint8_t traits = kNothing;
  const char* type_prefix = nullptr;  // of the target in the kernel's BTF; null: the target isn't looked up there
};

constexpr auto kRows = std::to_array<Row>({
    {"socket", BPF_PROG_TYPE_SOCKET_FILTER},
    {"sk_reuseport/migrate", BPF_PROG_TYPE_SK_REUSEPORT, BPF_SK_REUSEPORT_SELECT_OR_MIGRATE},
    {"sk_reuseport", BPF_PROG_TYPE_SK_REUSEPORT, BPF_SK_REUSEPORT_SELECT},
    {"kprobe+", BPF_PROG_TYPE_KPROBE},
    {"kretprobe+", BPF_PROG_TYPE_KPROBE},
    {"uprobe+", BPF_PROG_TYPE_KPROBE},
    {"uprobe.s+", BPF_PROG_TYPE_KPROBE, kNoChoice, kSleepable},
    {"uretprobe+", BPF_PROG_TYPE_KPROBE},
    {"uretprobe.s+", BPF_PROG_TYPE_KPROBE, kNoChoice, kSleepable},
    {"kprobe.multi+", BPF_PROG_TYPE_KPROBE, BPF_TRACE_KPROBE_MULTI},
    {"kretprobe.multi+", BPF_PROG_TYPE_KPROBE, BPF_TRACE_KPROBE_MULTI},
    {"kprobe.session+", BPF_PROG_TYPE_KPROBE, kKprobeSession},
    {"uprobe.multi+", BPF_PROG_TYPE_KPROBE, kUprobeMulti},
    {"uretprobe.multi+", BPF_PROG_TYPE_KPROBE, kUprobeMulti},
    {"uprobe.session+", BPF_PROG_TYPE_KPROBE, kUprobeSession},
    {"uprobe.multi.s+", BPF_PROG_TYPE_KPROBE, kUprobeMulti, kSleepable},
    {"uretprobe.multi.s+", BPF_PROG_TYPE_KPROBE, kUprobeMulti, kSleepable},
    {"uprobe.session.s+", BPF_PROG_TYPE_KPROBE, kUprobeSession, kSleepable},
    {"ksyscall+", BPF_PROG_TYPE_KPROBE},
    {"kretsyscall+", BPF_PROG_TYPE_KPROBE},
    {"usdt+", BPF_PROG_TYPE_KPROBE},
    {"usdt.s+", BPF_PROG_TYPE_KPROBE, kNoChoice, kSleepable},
    {"tc/ingress", BPF_PROG_TYPE_SCHED_CLS},  // for tcx as well as for the classifier of old
    {"tc/egress", BPF_PROG_TYPE_SCHED_CLS},
    {"tcx/ingress", BPF_PROG_TYPE_SCHED_CLS, kAttachTypeTcxIngress},
    {"tcx/egress", BPF_PROG_TYPE_SCHED_CLS, kAttachTypeTcxEgress},
    {"tc", BPF_PROG_TYPE_SCHED_CLS},
    {"classifier", BPF_PROG_TYPE_SCHED_CLS},
    {"action", BPF_PROG_TYPE_SCHED_ACT},
    {"netkit/primary", BPF_PROG_TYPE_SCHED_CLS, kNetkitPrimary},
    {"netkit/peer", BPF_PROG_TYPE_SCHED_CLS, kNetkitPeer},
    {"tracepoint+", BPF_PROG_TYPE_TRACEPOINT},
    {"tp+", BPF_PROG_TYPE_TRACEPOINT},
    {"raw_tracepoint+", BPF_PROG_TYPE_RAW_TRACEPOINT},
    {"raw_tp+", BPF_PROG_TYPE_RAW_TRACEPOINT},
    {"raw_tracepoint.w+", BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE},
    {"raw_tp.w+", BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE},
    {"tp_btf+", BPF_PROG_TYPE_TRACING, BPF_TRACE_RAW_TP, kNothing, "btf_trace_"},
    {"fentry+", BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, kNothing, ""},
    {"fmod_ret+", BPF_PROG_TYPE_TRACING, BPF_MODIFY_RETURN, kNothing, ""},
    {"fexit+", BPF_PROG_TYPE_TRACING, BPF_TRACE_FEXIT, kNothing, ""},
    {"fentry.s+", BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, kSleepable, ""},
    {"fmod_ret.s+", BPF_PROG_TYPE_TRACING, BPF_MODIFY_RETURN, kSleepable, ""},
    {"fexit.s+", BPF_PROG_TYPE_TRACING, BPF_TRACE_FEXIT, kSleepable, ""},
    {"freplace+", BPF_PROG_TYPE_EXT},
    {"lsm+", BPF_PROG_TYPE_LSM, BPF_LSM_MAC, kNothing, "bpf_lsm_"},
    {"lsm.s+", BPF_PROG_TYPE_LSM, BPF_LSM_MAC, kSleepable, "bpf_lsm_"},
    {"lsm_cgroup+", BPF_PROG_TYPE_LSM, BPF_LSM_CGROUP, kNothing, "bpf_lsm_"},
    {"iter+", BPF_PROG_TYPE_TRACING, BPF_TRACE_ITER, kNothing, "bpf_iter_"},
    {"iter.s+", BPF_PROG_TYPE_TRACING, BPF_TRACE_ITER, kSleepable, "bpf_iter_"},
    {"syscall", BPF_PROG_TYPE_SYSCALL, kNoChoice, kSleepable},
    {"xdp.frags/devmap", BPF_PROG_TYPE_XDP, BPF_XDP_DEVMAP, kFrags},
    {"xdp/devmap", BPF_PROG_TYPE_XDP, BPF_XDP_DEVMAP},
    {"xdp.frags/cpumap", BPF_PROG_TYPE_XDP, BPF_XDP_CPUMAP, kFrags},
    {"xdp/cpumap", BPF_PROG_TYPE_XDP, BPF_XDP_CPUMAP},
    {"xdp.frags", BPF_PROG_TYPE_XDP, kNoChoice, kFrags},
    {"xdp", BPF_PROG_TYPE_XDP},
    {"perf_event", BPF_PROG_TYPE_PERF_EVENT},
    {"lwt_in", BPF_PROG_TYPE_LWT_IN},
    {"lwt_out", BPF_PROG_TYPE_LWT_OUT},
    {"lwt_xmit", BPF_PROG_TYPE_LWT_XMIT},
    {"lwt_seg6local", BPF_PROG_TYPE_LWT_SEG6LOCAL},
    {"sockops", BPF_PROG_TYPE_SOCK_OPS, BPF_CGROUP_SOCK_OPS},
    {"sk_skb/stream_parser", BPF_PROG_TYPE_SK_SKB, BPF_SK_SKB_STREAM_PARSER},
    {"sk_skb/stream_verdict", BPF_PROG_TYPE_SK_SKB, BPF_SK_SKB_STREAM_VERDICT},
    {"sk_skb/verdict", BPF_PROG_TYPE_SK_SKB, BPF_SK_SKB_VERDICT},
    {"sk_skb", BPF_PROG_TYPE_SK_SKB},
    {"sk_msg", BPF_PROG_TYPE_SK_MSG, BPF_SK_MSG_VERDICT},
    {"lirc_mode2", BPF_PROG_TYPE_LIRC_MODE2, BPF_LIRC_MODE2},
    {"flow_dissector", BPF_PROG_TYPE_FLOW_DISSECTOR, BPF_FLOW_DISSECTOR},
    {"cgroup_skb/ingress", BPF_PROG_TYPE_CGROUP_SKB, BPF_CGROUP_INET_INGRESS},
    {"cgroup_skb/egress", BPF_PROG_TYPE_CGROUP_SKB, BPF_CGROUP_INET_EGRESS},
    {"cgroup/skb", BPF_PROG_TYPE_CGROUP_SKB},
    {"cgroup/sock_create", BPF_PROG_TYPE_CGROUP_SOCK, BPF_CGROUP_INET_SOCK_CREATE},
    {"cgroup/sock_release", BPF_PROG_TYPE_CGROUP_SOCK, BPF_CGROUP_INET_SOCK_RELEASE},
    {"cgroup/sock", BPF_PROG_TYPE_CGROUP_SOCK, BPF_CGROUP_INET_SOCK_CREATE},
    {"cgroup/post_bind4", BPF_PROG_TYPE_CGROUP_SOCK, BPF_CGROUP_INET4_POST_BIND},
    {"cgroup/post_bind6", BPF_PROG_TYPE_CGROUP_SOCK, BPF_CGROUP_INET6_POST_BIND},
    {"cgroup/bind4", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET4_BIND},
    {"cgroup/bind6", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET6_BIND},
    {"cgroup/connect4", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET4_CONNECT},
    {"cgroup/connect6", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET6_CONNECT},
    {"cgroup/connect_unix", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, kUnixConnect},
    {"cgroup/sendmsg4", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_UDP4_SENDMSG},
    {"cgroup/sendmsg6", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_UDP6_SENDMSG},
    {"cgroup/sendmsg_unix", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, kUnixConnect + 1},
    {"cgroup/recvmsg4", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_UDP4_RECVMSG},
    {"cgroup/recvmsg6", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_UDP6_RECVMSG},
    {"cgroup/recvmsg_unix", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, kUnixConnect + 2},
    {"cgroup/getpeername4", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET4_GETPEERNAME},
    {"cgroup/getpeername6", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET6_GETPEERNAME},
    {"cgroup/getpeername_unix", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, kUnixConnect + 3},
    {"cgroup/getsockname4", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET4_GETSOCKNAME},
    {"cgroup/getsockname6", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET6_GETSOCKNAME},
    {"cgroup/getsockname_unix", BPF_PROG_TYPE_CGROUP_SOCK_ADDR, kUnixConnect + 4},
    {"cgroup/sysctl", BPF_PROG_TYPE_CGROUP_SYSCTL, BPF_CGROUP_SYSCTL},
    {"cgroup/getsockopt", BPF_PROG_TYPE_CGROUP_SOCKOPT, BPF_CGROUP_GETSOCKOPT},
    {"cgroup/setsockopt", BPF_PROG_TYPE_CGROUP_SOCKOPT, BPF_CGROUP_SETSOCKOPT},
    {"cgroup/dev", BPF_PROG_TYPE_CGROUP_DEVICE, BPF_CGROUP_DEVICE},
    {"struct_ops+", BPF_PROG_TYPE_STRUCT_OPS},
    {"struct_ops.s+", BPF_PROG_TYPE_STRUCT_OPS, kNoChoice, kSleepable},
    {"sk_lookup", BPF_PROG_TYPE_SK_LOOKUP, BPF_SK_LOOKUP},
    {"netfilter", kNetfilterType, kNetfilter},
});

// What follows the row's name in the section's; nothing when the row is for another section.
std::optional<std::string_view> rest(const Row& row, std::string_view section) {
  const bool more = row.name.back() == '+';
  const std::string_view name = row.name.substr(0, row.name.size() - (more ? 1 : 0));
  if (section == name) return "";
  if (!more || !section.starts_with(name) || section[name.size()] != '/') return std::nullopt;
  return section.substr(name.size() + 1);
}

model::ProgramKind kind(const Row& row, std::string_view target) {
  model::ProgramKind kind{.type = row.type,
                          .sleepable = (row.traits & kSleepable) != 0,
                          .frags = (row.traits & kFrags) != 0,
                          .target = std::string(target)};
  if (row.attach_type != kNoChoice) kind.attach_type = static_cast<std::uint32_t>(row.attach_type);
  if (row.type_prefix != nullptr && !target.empty()) kind.target_type = row.type_prefix + kind.target;
  return kind;
}

std::optional<model::ProgramKind> look_up(std::string_view section) {
  for (const Row& row : kRows)
    if (const auto target = rest(row, section)) return kind(row, *target);
  return std::nullopt;
}

}  // namespace

std::optional<model::ProgramKind> kind_of_section(std::string_view section) {
  if (section.starts_with("?")) section.remove_prefix(1);  // libbpf: not loaded unless asked for
  if (auto found = look_up(section)) return found;
  if (auto found = look_up(modern_name(section))) return found;
  const std::string_view modern = modern_section(section);
  return modern.empty() ? std::nullopt : look_up(modern);
}

}  // namespace bpflens::object
