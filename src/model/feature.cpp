// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Lists of names; bpftool's come first and in its order, since scripts read its report.
#include "model/feature.hpp"

#include <array>

namespace bpflens::model {
namespace {

constexpr auto kSettings = std::to_array<std::string_view>({
    "kernel/unprivileged_bpf_disabled",
    "net/core/bpf_jit_enable",
    "net/core/bpf_jit_harden",
    "net/core/bpf_jit_kallsyms",
    "net/core/bpf_jit_limit",
});

constexpr auto kConfigOptions = std::to_array<std::string_view>({
    "CONFIG_BPF",
    "CONFIG_BPF_SYSCALL",
    "CONFIG_HAVE_EBPF_JIT",
    "CONFIG_BPF_JIT",
    "CONFIG_BPF_JIT_ALWAYS_ON",
    "CONFIG_DEBUG_INFO_BTF",
    "CONFIG_DEBUG_INFO_BTF_MODULES",
    "CONFIG_CGROUPS",
    "CONFIG_CGROUP_BPF",
    "CONFIG_CGROUP_NET_CLASSID",
    "CONFIG_SOCK_CGROUP_DATA",
    "CONFIG_BPF_EVENTS",
    "CONFIG_KPROBE_EVENTS",
    "CONFIG_UPROBE_EVENTS",
    "CONFIG_TRACING",
    "CONFIG_FTRACE_SYSCALLS",
    "CONFIG_FUNCTION_ERROR_INJECTION",
    "CONFIG_BPF_KPROBE_OVERRIDE",
    "CONFIG_NET",
    "CONFIG_XDP_SOCKETS",
    "CONFIG_LWTUNNEL_BPF",
    "CONFIG_NET_ACT_BPF",
    "CONFIG_NET_CLS_BPF",
    "CONFIG_NET_CLS_ACT",
    "CONFIG_NET_SCH_INGRESS",
    "CONFIG_XFRM",
    "CONFIG_IP_ROUTE_CLASSID",
    "CONFIG_IPV6_SEG6_BPF",
    "CONFIG_BPF_LIRC_MODE2",
    "CONFIG_BPF_STREAM_PARSER",
    "CONFIG_NETFILTER_XT_MATCH_BPF",
    "CONFIG_BPFILTER",
    "CONFIG_BPFILTER_UMH",
    "CONFIG_TEST_BPF",
    "CONFIG_HZ",
    // Ours: what decides about attaching.
    "CONFIG_BPF_LSM",
    "CONFIG_BPF_UNPRIV_DEFAULT_OFF",
    "CONFIG_KPROBES",
    "CONFIG_FPROBE",
    "CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS",
    "CONFIG_NETFILTER_BPF_LINK",
    "CONFIG_SCHED_CLASS_EXT",
    "CONFIG_SECURITY_LOCKDOWN_LSM",
});

}  // namespace

std::span<const std::string_view> bpf_settings() { return kSettings; }
std::span<const std::string_view> bpf_config_options() { return kConfigOptions; }

}  // namespace bpflens::model
