// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Releases: the tag that first contains the commit which made the kernel accept it.
#include "model/ability.hpp"

#include <algorithm>
#include <array>

namespace bpflens::model {
namespace {

using enum Ability;
using Group = AbilityGroup;

constexpr auto kAbilities = std::to_array<AbilityFact>({
    {bpf_syscall, Group::syscall, "bpf_syscall", "3.18", "kernel/bpf/syscall.c", "the bpf(2) system call"},
    {large_programs, Group::misc, "large_insn_limit", "5.2", "BPF_COMPLEXITY_LIMIT_INSNS in include/linux/bpf.h",
     "a million instructions instead of 4096"},
    {bounded_loops, Group::misc, "bounded_loops", "5.3", "check_cfg() in kernel/bpf/verifier.c",
     "loops whose end the verifier can see"},
    {isa_v2, Group::misc, "v2_isa_extension", "4.14", "BPF_JLT in uapi linux/bpf.h", "jumps if less"},
    {isa_v3, Group::misc, "v3_isa_extension", "5.1", "BPF_JMP32 in uapi linux/bpf.h", "jumps on 32-bit registers"},
    {isa_v4, Group::misc, "v4_isa_extension", "6.6", "BPF_MEMSX in uapi linux/bpf.h",
     "sign extension, signed division, byte swaps, long jumps"},
    {atomics, Group::instructions, "atomic_fetch", "5.12", "BPF_FETCH in uapi linux/bpf.h",
     "atomic add, and, or, xor, exchange and compare-exchange that return the old value"},
    {may_goto, Group::instructions, "may_goto", "6.9", "BPF_JCOND in uapi linux/bpf.h",
     "loops that end at the latest after a time the kernel sets"},
    {address_space_cast, Group::instructions, "addr_space_cast", "6.9", "BPF_ADDR_SPACE_CAST in uapi linux/bpf.h",
     "pointers into an arena"},
    {load_acquire, Group::instructions, "load_acquire", "6.15", "BPF_LOAD_ACQ in uapi linux/bpf.h",
     "loads and stores with memory order"},
    {indirect_jump, Group::instructions, "gotox", "6.19", "check_indirect_jump() in kernel/bpf/verifier.c",
     "jumps to an address out of an instruction array"},
    {bpf_to_bpf_calls, Group::programs, "bpf_to_bpf_calls", "4.16", "BPF_PSEUDO_CALL in uapi linux/bpf.h",
     "functions within a program"},
    {global_data, Group::programs, "global_data", "5.2", "BPF_PSEUDO_MAP_VALUE in uapi linux/bpf.h",
     "global and static variables"},
    {sleepable, Group::programs, "sleepable", "5.10", "BPF_F_SLEEPABLE in uapi linux/bpf.h",
     "programs that may wait, e.g. for user memory"},
    {trampoline, Group::programs, "trampoline", "5.5", "kernel/bpf/trampoline.c", "fentry and fexit"},
    {kfunc_calls, Group::programs, "kfunc_calls", "5.13", "BPF_PSEUDO_KFUNC_CALL in uapi linux/bpf.h",
     "calls of kernel functions by their BTF"},
    {kprobe_multi, Group::programs, "kprobe_multi", "5.18",
     "bpf_kprobe_multi_link_attach() in kernel/trace/bpf_trace.c", "one program on many kernel functions"},
    {uprobe_multi, Group::programs, "uprobe_multi", "6.6", "bpf_uprobe_multi_link_attach() in kernel/trace/bpf_trace.c",
     "one program on many functions of a binary"},
    {perf_link_cookie, Group::programs, "perf_link_cookie", "5.15", "bpf_perf_link_attach() in kernel/bpf/syscall.c",
     "a number for each attachment to a kprobe, uprobe, tracepoint or perf event"},
    {raw_tracepoint_cookie, Group::programs, "raw_tracepoint_cookie", "6.10",
     "BPF_RAW_TRACEPOINT_OPEN_LAST_FIELD in kernel/bpf/syscall.c", "a number for each attachment to a raw tracepoint"},
    {tokens, Group::programs, "tokens", "6.9", "kernel/bpf/token.c",
     "rights handed into a user namespace through a bpffs"},
    {batch_operations, Group::maps, "batch_operations", "5.6", "BPF_MAP_LOOKUP_BATCH in uapi linux/bpf.h",
     "many entries with one system call"},
    {ring_buffer, Group::maps, "ring_buffer", "5.8", "kernel/bpf/ringbuf.c", "one buffer for the events of all CPUs"},
    {cgroup_memory_accounting, Group::maps, "cgroup_memory_accounting", "5.11",
     "bpf_map_charge_init() gone from kernel/bpf/syscall.c", "RLIMIT_MEMLOCK no longer limits maps and programs"},
    {xdp_generic, Group::device, "xdp_generic", "4.12", "generic_xdp_install() in net/core/dev.c",
     "XDP behind the driver: any device, slow"},
    {xdp_native, Group::device, "xdp_native", "", "NETDEV_XDP_ACT_BASIC in uapi linux/netdev.h", "XDP in the driver"},
    {xdp_offload, Group::device, "xdp_offload", "", "NETDEV_XDP_ACT_HW_OFFLOAD in uapi linux/netdev.h",
     "XDP on the device itself"},
    {xdp_zero_copy, Group::device, "xdp_zero_copy", "", "NETDEV_XDP_ACT_XSK_ZEROCOPY in uapi linux/netdev.h",
     "AF_XDP without copying"},
    {xdp_fragments, Group::device, "xdp_fragments", "", "NETDEV_XDP_ACT_RX_SG in uapi linux/netdev.h",
     "packets larger than a page"},
});

constexpr bool in_order() {
  for (std::size_t i = 0; i < kAbilities.size(); ++i)
    if (static_cast<std::size_t>(kAbilities[i].ability) != i) return false;
  return true;
}
static_assert(in_order());

}  // namespace

std::span<const AbilityFact> abilities() { return kAbilities; }

const AbilityFact& ability_fact(Ability ability) { return kAbilities[static_cast<std::size_t>(ability)]; }

std::optional<Ability> ability_named(std::string_view name) {
  const auto found =
      std::find_if(kAbilities.begin(), kAbilities.end(), [&](const auto& row) { return row.name == name; });
  return found == kAbilities.end() ? std::nullopt : std::optional(found->ability);
}

}  // namespace bpflens::model
