// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/probe_abilities.hpp"

#include <linux/bpf.h>
#include <linux/btf.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/libbpf/newer_uapi.hpp"
#include "kernel/libbpf/probe_attach.hpp"
#include "kernel/libbpf/probe_helpers.hpp"
#include "kernel/libbpf/probe_judge.hpp"
#include "kernel/libbpf/probe_load.hpp"
#include "kernel/libbpf/probe_maps.hpp"
#include "kernel/libbpf/zeroed.hpp"

namespace bpflens::kernel {
namespace {

constexpr bpf_insn insn(int code, int destination, int source, int offset, int immediate) {
  return {.code = static_cast<std::uint8_t>(code),
          .dst_reg = static_cast<std::uint8_t>(destination & 15),
          .src_reg = static_cast<std::uint8_t>(source & 15),
          .off = static_cast<std::int16_t>(offset),
          .imm = immediate};
}

constexpr bpf_insn kSetR0 = insn(BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 0);
constexpr bpf_insn kExit = insn(BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
constexpr bpf_insn kStoreOnStack = insn(BPF_ST | BPF_MEM | BPF_DW, BPF_REG_10, 0, -8, 0);

// Codes and immediates that came after Linux 6.1's headers.
constexpr int kSignExtending = 0x80;  // BPF_MEMSX, a mode of loads
constexpr int kConditional = 0xe0;    // BPF_JCOND; its source register 0 is "may goto"
constexpr int kAddressSpaceCast = 1;  // BPF_ADDR_SPACE_CAST: a register move's offset
constexpr int kLoadAcquire = 0x100;   // BPF_LOAD_ACQ: an atomic's immediate

// Each is valid on a kernel that has the ability, or objected to for what is missing around it; a kernel that
// lacks the ability refuses the instruction. Empty for what isn't a matter of instructions.
std::vector<bpf_insn> program_for(Ability ability) {
  switch (ability) {
    case Ability::large_programs: {  // past BPF_MAXINSNS
      std::vector<bpf_insn> program(BPF_MAXINSNS + 1, kSetR0);
      program.back() = kExit;
      return program;
    }
    case Ability::bounded_loops:
      return {insn(BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 10), insn(BPF_ALU64 | BPF_SUB | BPF_K, 0, 0, 0, 1),
              insn(BPF_JMP | BPF_JNE | BPF_K, 0, 0, -2, 0), kExit};
    case Ability::isa_v2:
      return {kSetR0, insn(BPF_JMP | BPF_JLT | BPF_K, 0, 0, 0, 1), kExit};
    case Ability::isa_v3:
      return {kSetR0, insn(BPF_JMP32 | BPF_JLT | BPF_K, 0, 0, 0, 1), kExit};
    case Ability::isa_v4:  // all that it brought: updates of 6.1 know the long jump alone
      return {kStoreOnStack,
              insn(BPF_LDX | kSignExtending | BPF_W, 0, BPF_REG_10, -8, 0),
              insn(BPF_ALU64 | BPF_MOV | BPF_X, 0, 0, 8, 0),  // sign-extends a byte
              insn(BPF_ALU64 | BPF_END | BPF_K, 0, 0, 0, 16),
              insn(BPF_ALU64 | BPF_DIV | BPF_K, 0, 0, 1, 3),  // signed
              kSetR0,
              insn(BPF_JMP32 | BPF_JNE | BPF_K, 0, 0, 1, 0),  // keeps every instruction reachable
              insn(BPF_JMP32 | BPF_JA, 0, 0, 0, 1),
              kSetR0,
              kExit};
    case Ability::atomics:
      return {kStoreOnStack, kSetR0, insn(BPF_STX | BPF_ATOMIC | BPF_DW, BPF_REG_10, 0, -8, BPF_ADD | BPF_FETCH),
              kSetR0, kExit};
    case Ability::may_goto:
      return {kSetR0, insn(BPF_JMP | kConditional, 0, 0, 1, 0), kSetR0, kExit};
    case Ability::address_space_cast:
      return {kSetR0, insn(BPF_ALU64 | BPF_MOV | BPF_X, 0, 0, kAddressSpaceCast, 1), kExit};
    case Ability::load_acquire:
      return {kStoreOnStack, insn(BPF_STX | BPF_ATOMIC | BPF_DW, 0, BPF_REG_10, -8, kLoadAcquire), kExit};
    case Ability::indirect_jump:
      return {kSetR0, insn(BPF_JMP | BPF_JA | BPF_X, 0, 0, 0, 0), kExit};
    case Ability::bpf_to_bpf_calls:
      return {insn(BPF_JMP | BPF_CALL, 0, BPF_PSEUDO_CALL, 0, 1), kExit, kSetR0, kExit};
    case Ability::kfunc_calls:  // type 1 of any kernel is no function, which only one that looks can say
      return {insn(BPF_JMP | BPF_CALL, 0, BPF_PSEUDO_KFUNC_CALL, 0, 1), kExit};
    default:
      return {};
  }
}

struct Phrase {
  std::string_view text;
  bool has;  // it knows the instruction, and misses what goes with it
};

// How a verifier speaks of instructions it doesn't have, and of what it misses around those it has (Linux 5.10
// to 7.2).
constexpr auto kPhrases = std::to_array<Phrase>({
    {"must have an associated arena", true},
    {"associated arena", true},
    {"is not a function", true},
    {"calling kernel function", true},
    {"cannot call kernel function", true},
    {"jump table", true},
    {"PTR_TO_INSN", true},
    {"unknown opcode", false},
    {"uses reserved fields", false},
    {"invalid BPF_", false},
    {"invalid atomic opcode", false},
    {"back-edge", false},
    {"jump out of range", false},
    {"unrecognized bpf_ld_imm64 insn", false},
});

model::Support judge(const LoadAnswer& answer) {
  if (answer.error == 0) return model::yes();
  if (answer.error == E2BIG) return lacking();
  for (const Phrase& phrase : kPhrases)
    if (answer.log.find(phrase.text) != std::string_view::npos) return phrase.has ? model::yes() : lacking();
  if (answer.log.empty()) return could_not_ask(answer.error);
  return model::unknown(answer.error,
                        "the verifier's answer is not understood: " + std::string(first_line(answer.log)));
}

// Asked with a command number that no kernel has: any errno but ENOSYS comes from bpf(2) itself.
model::Support probe_syscall() {
  auto attributes = zeroed<bpf_attr>();
  bpf_call(0x7fffffff, attributes);
  return errno == ENOSYS ? model::no() : model::yes();
}

Descriptor small_map(std::uint32_t type) {
  auto attributes = zeroed<bpf_attr>();
  attributes.map_type = type;
  attributes.key_size = attributes.value_size = 4;
  attributes.max_entries = 1;
  return Descriptor(bpf_call(BPF_MAP_CREATE, attributes));
}

model::Support probe_global_data() {
  const Descriptor map = small_map(BPF_MAP_TYPE_ARRAY);
  if (!map) return could_not_ask(errno);
  ProbeLoader loader;
  return judge(loader.load({.program_type = BPF_PROG_TYPE_SOCKET_FILTER},
                           std::array{insn(BPF_LD | BPF_IMM | BPF_DW, 1, BPF_PSEUDO_MAP_VALUE, 0, map.get()),
                                      insn(0, 0, 0, 0, 0), kSetR0, kExit}));
}

// No entries are asked for, so none need be there.
model::Support probe_batch_operations() {
  const Descriptor map = small_map(BPF_MAP_TYPE_HASH);
  if (!map) return could_not_ask(errno);
  auto attributes = zeroed<bpf_attr>();
  attributes.batch.map_fd = static_cast<std::uint32_t>(map.get());
  if (bpf_call(BPF_MAP_LOOKUP_BATCH, attributes) == 0) return model::yes();
  return errno == EINVAL ? lacking() : could_not_ask(errno);
}

// A token is made from a descriptor of a bpffs: there is none here, which only a kernel that looks can say.
model::Support probe_tokens() {
  auto attributes = zeroed<bpf_attr>();
  attributes.map_type = 0;  // flags
  attributes.key_size = 0xffffffff;
  bpf_call(kTokenCreate, attributes);
  return errno == EBADF ? model::yes() : errno == EINVAL ? lacking() : could_not_ask(errno);
}

// Programs for system calls may sleep (5.14), and before them some LSM hooks (5.10), this one in every release.
model::Support probe_sleepable(KernelNames& names) {
  const std::uint32_t hook = names.type_id("bpf_lsm_bprm_committed_creds", BTF_KIND_FUNC);
  const ProbeTarget system_call{.program_type = BPF_PROG_TYPE_SYSCALL, .flags = BPF_F_SLEEPABLE};
  const ProbeTarget lsm{
      .program_type = BPF_PROG_TYPE_LSM, .attach_type = BPF_LSM_MAC, .attach_btf_id = hook, .flags = BPF_F_SLEEPABLE};
  ProbeLoader loader;
  if (loader.load(system_call, std::array{kSetR0, kExit}).error == 0) return model::yes();
  const LoadAnswer answer = loader.load(lsm, std::array{kSetR0, kExit});
  return answer.error == 0 ? model::yes() : answer.error == EINVAL ? lacking() : could_not_ask(answer.error);
}

// Linux 5.11 has both this helper and memory charged to cgroups (libbpf looks for the same).
model::Support probe_cgroup_accounting(KernelNames& names) {
  const std::array question{HelperQuestion{BPF_PROG_TYPE_SOCKET_FILTER, BPF_FUNC_ktime_get_coarse_ns}};
  return probe_helpers(question, names)[0].support;
}

}  // namespace

model::Support probe_instructions(Ability ability, std::uint32_t ifindex) {
  ProbeLoader loader;
  const ProbeTarget target = ifindex == 0 ? ProbeTarget{.program_type = BPF_PROG_TYPE_SOCKET_FILTER}
                                          : ProbeTarget{.program_type = BPF_PROG_TYPE_SCHED_CLS, .ifindex = ifindex};
  const LoadAnswer answer = loader.load(target, program_for(ability));
  const bool refused_by_device =
      ifindex != 0 && answer.log.empty() && (answer.error == EINVAL || answer.error == EOPNOTSUPP);
  return refused_by_device ? lacking() : judge(answer);
}

model::Support probe_ability(Ability ability, KernelNames& names) {
  switch (ability) {
    case Ability::bpf_syscall:
      return probe_syscall();
    case Ability::global_data:
      return probe_global_data();
    case Ability::sleepable:
      return probe_sleepable(names);
    case Ability::trampoline:
      return probe_attach_type(BPF_TRACE_FENTRY, names);
    case Ability::kprobe_multi:
      return probe_attach_type(BPF_TRACE_KPROBE_MULTI, names);
    case Ability::uprobe_multi:
      return probe_attach_type(kAttachTypeUprobeMulti, names);
    case Ability::perf_link_cookie:
      return probe_perf_link_cookie();
    case Ability::raw_tracepoint_cookie:
      return probe_raw_tracepoint_cookie();
    case Ability::tokens:
      return probe_tokens();
    case Ability::batch_operations:
      return probe_batch_operations();
    case Ability::ring_buffer:
      return probe_map_type(BPF_MAP_TYPE_RINGBUF);
    case Ability::cgroup_memory_accounting:
      return probe_cgroup_accounting(names);
    case Ability::xdp_generic:
    case Ability::xdp_native:
    case Ability::xdp_offload:
    case Ability::xdp_zero_copy:
    case Ability::xdp_fragments:
      return model::unknown(0, "it depends on the network device");
    default:
      return probe_instructions(ability, 0);
  }
}

}  // namespace bpflens::kernel
