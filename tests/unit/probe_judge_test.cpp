// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/probe_judge.hpp"

#include <doctest/doctest.h>

#include <cerrno>

namespace bpflens::kernel {
namespace {

constexpr int kNotSupported = 524;

TEST_CASE("a call of a helper that the type lacks is recognised in every release's words") {
  CHECK(judge_call(EINVAL, "unknown func bpf_redirect#23\n") == Verdict::absent);  // 5.10 to 6.10
  CHECK(judge_call(EINVAL, "program of this type cannot use helper bpf_redirect#23\n") == Verdict::absent);
  CHECK(judge_call(EINVAL, "invalid func unknown#212\n") == Verdict::absent);
  CHECK(judge_call(EINVAL, "0: (85) call bpf_redirect#23\nunknown func bpf_redirect#23\n") == Verdict::absent);
}

TEST_CASE("a verifier that objects to the arguments has accepted the helper") {
  CHECK(judge_call(EACCES, "Validating replaceable() func#0...\nR1 !read_ok\n") == Verdict::callable);  // 6.12
  CHECK(judge_call(EACCES, "Validating replaceable() func#0...\n") == Verdict::undecided);
  CHECK(judge_call(0, "") == Verdict::callable);
  CHECK(judge_call(EACCES, "R1 type=ctx expected=map_ptr\nprocessed 1 insns\n") == Verdict::callable);
  CHECK(judge_call(EACCES, "R2 !read_ok\n") == Verdict::callable);
  CHECK(judge_call(EINVAL, "At program exit the register R0 has unknown scalar value\n") == Verdict::callable);
}

TEST_CASE("a helper in the type's table may still be refused in every program") {
  CHECK(judge_call(kNotSupported, "func bpf_get_func_ip#173 not supported for program type 5\n") == Verdict::refused);
  CHECK(judge_call(EINVAL, "helper call is not allowed in probe\n") == Verdict::refused);
  CHECK(judge_call(EINVAL, "helper call might sleep in a non-sleepable prog\n") == Verdict::needs_sleepable);
  CHECK(judge_call(EINVAL, "sleepable helper bpf_copy_from_user#148 in non-sleepable prog\n") ==
        Verdict::needs_sleepable);  // 7.2
  CHECK(judge_call(EINVAL, "cannot call GPL-restricted function from non-GPL compatible program\n") ==
        Verdict::needs_gpl);
}

TEST_CASE("words that nobody knows, and refusals without words, decide nothing") {
  CHECK(judge_call(EINVAL, "the verifier has learnt a new sentence\n") == Verdict::undecided);
  CHECK(judge_call(EPERM, "") == Verdict::undecided);
  CHECK(judge_call(EINVAL, "") == Verdict::undecided);
  CHECK(judge_call(ENOMEM, "R1 !read_ok\n") == Verdict::undecided);
}

TEST_CASE("a program type exists if the verifier was reached, and is unknown if the kernel wouldn't let us ask") {
  CHECK(judge_type(0, "") == model::yes());
  CHECK(judge_type(EINVAL, "Tracing programs must provide btf_id\n") == model::yes());
  CHECK(judge_type(EINVAL, "") == model::no());
  CHECK(judge_type(EINVAL, "Only fentry/fexit/fmod_ret and lsm programs can be sleepable\n") == model::no());
  CHECK(judge_type(EINVAL, "verification time 16 usec\nstack depth 0\n") == model::no());  // 5.10, lsm_cgroup
  const model::Support refused = judge_type(EPERM, "");
  CHECK(refused.answer == model::Answer::unknown);
  CHECK(refused.error == EPERM);
  CHECK_FALSE(refused.reason.empty());
  CHECK(judge_type(ENOMEM, "") == model::unknown(ENOMEM, "the kernel answered ENOMEM"));
}

TEST_CASE("a kfunc that the type may not call is told from one whose arguments are wrong, in every release's words") {
  CHECK(judge_kfunc(EACCES, "calling kernel function bpf_task_acquire is not allowed\n") == KfuncVerdict::refused);
  CHECK(judge_kfunc(EINVAL,
                    "Only fentry/fexit/fmod_ret, lsm, iter, uprobe, and struct_ops programs can be sleepable\n") ==
        KfuncVerdict::refused);
  CHECK(judge_kfunc(EINVAL, "Program of this type cannot be sleepable\n") == KfuncVerdict::refused);
  CHECK(judge_kfunc(EINVAL, "program must be sleepable to call sleepable kfunc bpf_x\n") ==
        KfuncVerdict::needs_sleepable);
  CHECK(judge_kfunc(EINVAL, "metadata kfuncs require device-bound program\n") == KfuncVerdict::needs_device);
  CHECK(judge_kfunc(EINVAL, "R1 must be referenced or trusted\n") == KfuncVerdict::callable);
  CHECK(judge_kfunc(EINVAL, "arg#0 expected pointer to ctx, but got scalar\n") == KfuncVerdict::callable);
  CHECK(judge_kfunc(EACCES, "R9 !read_ok\n") == KfuncVerdict::callable);
  CHECK(judge_kfunc(EINVAL, "release kfunc bpf_key_put expects referenced PTR_TO_BTF_ID passed to R1\n") ==
        KfuncVerdict::callable);
  CHECK(judge_kfunc(EINVAL, "the verifier has learnt a new sentence\n") == KfuncVerdict::undecided);
  CHECK(judge_kfunc(EPERM, "") == KfuncVerdict::undecided);
}

TEST_CASE("a log with figures only says nothing") {
  CHECK(says_nothing(""));
  CHECK(says_nothing("verification time 77 usec\nstack depth 0\n"));
  CHECK(says_nothing("processed 0 insns (limit 1000000) max_states_per_insn 0\n"));
  CHECK_FALSE(says_nothing("R9 !read_ok\nprocessed 2 insns\n"));
}

}  // namespace
}  // namespace bpflens::kernel
