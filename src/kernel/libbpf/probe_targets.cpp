// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Which helpers a type may call can depend on the attach type (the get_func_proto functions in
// kernel/trace/bpf_trace.c, net/core/filter.c, kernel/bpf/cgroup.c), so some types have several targets.
#include "kernel/libbpf/probe_targets.hpp"

#include <linux/btf.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <span>

#include "kernel/error.hpp"
#include "kernel/libbpf/newer_uapi.hpp"
#include "kernel/libbpf/probe_judge.hpp"
#include "model/helpers.hpp"

namespace bpflens::kernel {
namespace {

constexpr bpf_insn kReturnZero = {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0};
constexpr bpf_insn kReturn = {.code = BPF_JMP | BPF_EXIT, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0};

// What tracing_prog_func_proto() offers only to programs that run from a trampoline, and only to iterators.
constexpr auto kTrampolineHelpers =
    std::to_array<std::uint32_t>({BPF_FUNC_get_func_ip, BPF_FUNC_get_attach_cookie, BPF_FUNC_get_func_arg,
                                  BPF_FUNC_get_func_ret, BPF_FUNC_get_func_arg_cnt});
constexpr auto kIteratorHelpers =
    std::to_array<std::uint32_t>({BPF_FUNC_seq_printf, BPF_FUNC_seq_write, BPF_FUNC_seq_printf_btf, BPF_FUNC_d_path});
constexpr auto kRawTracepointHelpers = std::to_array<std::uint32_t>({BPF_FUNC_get_attach_cookie});
// Until 6.1 these aren't there for programs that may not sleep, instead of being refused to them.
constexpr auto kSleepingHelpers = std::to_array<std::uint32_t>(
    {BPF_FUNC_copy_from_user, BPF_FUNC_copy_from_user_task, BPF_FUNC_ima_inode_hash, BPF_FUNC_ima_file_hash});
// What depends on the attach type: cgroup_common_func_proto(), sock_addr_func_proto() and cg_sockopt_func_proto().
constexpr auto kReturnValueHelpers = std::to_array<std::uint32_t>({BPF_FUNC_get_retval, BPF_FUNC_set_retval});
constexpr auto kSocketHelpers = std::to_array<std::uint32_t>(
    {BPF_FUNC_bind, BPF_FUNC_getsockopt, BPF_FUNC_setsockopt, BPF_FUNC_get_retval, BPF_FUNC_set_retval});
// In few functions only: bpf_d_path_allowed().
constexpr auto kPathHelpers = std::to_array<std::uint32_t>({BPF_FUNC_d_path});

struct TargetRow {
  std::uint32_t program_type;
  std::uint32_t attach_type;
  std::uint32_t flags;
  std::uint32_t btf_kind;  // 0: attaches to nothing typed
  std::string_view btf_name;
  std::string_view member;  // of a struct_ops struct: its index becomes the attach type
  std::string_view note;
  std::span<const std::uint32_t> helpers = {};  // those that only this target may have; empty: any
};

// Types without a row load with attach type 0. Lockdown lets iterators pass, and for a tp_btf the kernel walks over its
// types at every load: so iterators come first.
constexpr auto kTargetRows = std::to_array<TargetRow>({
    {BPF_PROG_TYPE_CGROUP_SOCK, BPF_CGROUP_INET_SOCK_CREATE, 0, 0, "", "", ""},
    {BPF_PROG_TYPE_CGROUP_SOCK, BPF_CGROUP_INET4_POST_BIND, 0, 0, "", "", "attach type cgroup_inet4_post_bind",
     kReturnValueHelpers},
    {BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET4_CONNECT, 0, 0, "", "", ""},
    {BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET4_BIND, 0, 0, "", "", "attach type cgroup_inet4_bind",
     kSocketHelpers},
    {BPF_PROG_TYPE_CGROUP_SOCKOPT, BPF_CGROUP_GETSOCKOPT, 0, 0, "", "", ""},
    {BPF_PROG_TYPE_CGROUP_SOCKOPT, BPF_CGROUP_SETSOCKOPT, 0, 0, "", "", "attach type cgroup_setsockopt",
     kSocketHelpers},
    {BPF_PROG_TYPE_SK_LOOKUP, BPF_SK_LOOKUP, 0, 0, "", "", ""},
    {BPF_PROG_TYPE_SYSCALL, 0, BPF_F_SLEEPABLE, 0, "", "", ""},
    {kProgTypeNetfilter, kAttachTypeNetfilter, 0, 0, "", "", ""},
    {BPF_PROG_TYPE_TRACING, BPF_TRACE_ITER, 0, BTF_KIND_FUNC, "bpf_iter_task", "", "attach type trace_iter",
     kIteratorHelpers},
    {BPF_PROG_TYPE_TRACING, BPF_TRACE_RAW_TP, 0, BTF_KIND_TYPEDEF, "btf_trace_sched_switch", "",
     "attach type trace_raw_tp", kRawTracepointHelpers},
    {BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, 0, BTF_KIND_FUNC, "bpf_fentry_test1", "", "attach type trace_fentry",
     kTrampolineHelpers},
    {BPF_PROG_TYPE_TRACING, BPF_TRACE_FEXIT, 0, BTF_KIND_FUNC, "bpf_fentry_test1", "", "attach type trace_fexit",
     kTrampolineHelpers},
    {BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, 0, BTF_KIND_FUNC, "security_file_open", "",
     "attach type trace_fentry, in few functions", kPathHelpers},
    {BPF_PROG_TYPE_TRACING, BPF_TRACE_ITER, BPF_F_SLEEPABLE, BTF_KIND_FUNC, "bpf_iter_task", "",
     "attach type trace_iter, sleepable programs", kSleepingHelpers},
    {BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, BPF_F_SLEEPABLE, BTF_KIND_FUNC, "bpf_modify_return_test", "",
     "attach type trace_fentry, sleepable programs", kSleepingHelpers},
    {BPF_PROG_TYPE_KPROBE, 0, 0, 0, "", "", ""},
    {BPF_PROG_TYPE_KPROBE, 0, BPF_F_SLEEPABLE, 0, "", "", "sleepable programs", kSleepingHelpers},
    {BPF_PROG_TYPE_LSM, BPF_LSM_MAC, 0, BTF_KIND_FUNC, "bpf_lsm_file_open", "", ""},
    {BPF_PROG_TYPE_LSM, BPF_LSM_MAC, BPF_F_SLEEPABLE, BTF_KIND_FUNC, "bpf_lsm_bprm_committed_creds", "",
     "sleepable programs", kSleepingHelpers},
    {BPF_PROG_TYPE_LSM, BPF_LSM_CGROUP, 0, BTF_KIND_FUNC, "bpf_lsm_socket_bind", "", "attach type lsm_cgroup"},
    {BPF_PROG_TYPE_STRUCT_OPS, 0, 0, BTF_KIND_STRUCT, "tcp_congestion_ops", "ssthresh", ""},
});

// Where helpers are the same as in a row above.
constexpr auto kAttachOnlyRows = std::to_array<TargetRow>({
    {BPF_PROG_TYPE_TRACING, BPF_MODIFY_RETURN, 0, BTF_KIND_FUNC, "security_file_open", "", ""},
});

std::vector<TypeName> typed_targets() {
  std::vector<TypeName> types;
  for (const TargetRow& row : kTargetRows)
    if (row.btf_kind != 0) types.push_back({std::string(row.btf_name), row.btf_kind});
  return types;
}

TargetChoice choice(const TargetRow& row, KernelNames& names) {
  TargetChoice made{.target = {.program_type = row.program_type, .attach_type = row.attach_type, .flags = row.flags},
                    .note = std::string(row.note),
                    .unavailable = "",
                    .helpers = row.helpers};
  if (row.btf_kind == 0) return made;
  static const std::vector<TypeName> expected = typed_targets();
  names.expect(expected);
  made.target.attach_btf_id = names.type_id(row.btf_name, row.btf_kind);
  if (made.target.attach_btf_id == 0)
    made.unavailable = "the kernel's BTF has no " + std::string(row.btf_name) + " to attach to";
  if (!row.member.empty() && made.unavailable.empty())
    made.target.attach_type = names.member_index(row.btf_name, row.member).value_or(0);
  return made;
}

// An extension replaces a function of a program that is loaded; the verifier treats it as one of that type.
TargetChoice extension() {
  auto program = std::make_shared<const ReplaceableProgram>();
  TargetChoice made{
      .target = {.program_type = BPF_PROG_TYPE_EXT}, .note = "", .unavailable = "", .replaceable = program};
  if (const int error = program->error(); error != 0) {
    made.unavailable = "no program could be loaded that it could replace a function of: " + errno_name(error);
    return made;
  }
  made.target.target_program = program->descriptor();
  made.target.types = program->types();
  made.target.function_type = program->function_type();
  made.target.attach_btf_id = program->function_type();
  return made;
}

}  // namespace

std::vector<TargetChoice> targets_of(std::uint32_t program_type, KernelNames& names) {
  std::vector<TargetChoice> targets;
  if (program_type == BPF_PROG_TYPE_EXT) targets.push_back(extension());
  for (const TargetRow& row : kTargetRows)
    if (row.program_type == program_type) targets.push_back(choice(row, names));
  if (targets.empty()) targets.push_back({.target = {.program_type = program_type}, .note = "", .unavailable = ""});
  return targets;
}

std::vector<TargetChoice> attach_targets_of(std::uint32_t program_type, KernelNames& names) {
  std::vector<TargetChoice> targets = targets_of(program_type, names);
  for (const TargetRow& row : kAttachOnlyRows)
    if (row.program_type == program_type) targets.push_back(choice(row, names));
  return targets;
}

model::Support unavailable(const TargetChoice& choice, KernelNames& names) {
  return names.has_types() ? lacking() : model::unknown(0, choice.unavailable);
}

std::vector<TriedTarget> try_targets(std::uint32_t program_type, KernelNames& names) {
  std::vector<TriedTarget> tried;
  ProbeLoader loader;
  for (TargetChoice& choice : targets_of(program_type, names)) {
    const LoadAnswer answer = loader.load(choice.target, std::array{kReturnZero, kReturn});
    model::Support loads = judge_type(answer.error, answer.log);
    if (!choice.unavailable.empty() && loads.answer == model::Answer::yes)
      loads = model::unknown(0, choice.unavailable);
    tried.push_back({std::move(choice), std::move(loads)});
  }
  return tried;
}

TriedTarget try_device(std::uint32_t program_type, std::uint32_t ifindex) {
  TargetChoice choice{.target = {.program_type = program_type, .ifindex = ifindex}, .note = "", .unavailable = ""};
  ProbeLoader loader;
  const LoadAnswer answer = loader.load(choice.target, std::array{kReturnZero, kReturn});
  const bool refused = answer.error == EINVAL || answer.error == EOPNOTSUPP;
  return {std::move(choice), answer.error == 0 ? model::yes() : refused ? lacking() : could_not_ask(answer.error)};
}

namespace {

bool names_helper(const TargetChoice& choice, std::uint32_t helper) {
  return std::find(choice.helpers.begin(), choice.helpers.end(), helper) != choice.helpers.end();
}

}  // namespace

bool may_differ(const TargetChoice& choice, std::uint32_t helper) {
  return choice.helpers.empty() || model::helper_fact(helper) == nullptr || names_helper(choice, helper);
}

std::string_view note_on(const TargetChoice& choice, std::uint32_t helper) {
  return choice.helpers.empty() || names_helper(choice, helper) ? std::string_view(choice.note) : "";
}

}  // namespace bpflens::kernel
