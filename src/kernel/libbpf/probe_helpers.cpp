// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A pair costs one load of "call helper; exit".
#include "kernel/libbpf/probe_helpers.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <string>

#include "kernel/libbpf/credentials.hpp"
#include "kernel/libbpf/parallel.hpp"
#include "kernel/libbpf/probe_judge.hpp"
#include "kernel/libbpf/probe_load.hpp"
#include "kernel/libbpf/probe_targets.hpp"

namespace bpflens::kernel {
namespace {

// Reading a register that was never written ends verification right behind the call: a program that were loaded
// would be compiled, numbered and audited, too, and cost three times as much.
std::array<bpf_insn, 3> calling(std::uint32_t helper) {
  return {{{.code = BPF_JMP | BPF_CALL, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = static_cast<std::int32_t>(helper)},
           {.code = BPF_ALU64 | BPF_MOV | BPF_X, .dst_reg = BPF_REG_0, .src_reg = BPF_REG_9, .off = 0, .imm = 0},
           {.code = BPF_JMP | BPF_EXIT, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0}}};
}

std::string reason_of(const LoadAnswer& answer) { return std::string(first_line(answer.log)); }

// Asks at one target; the type's table may be another one at the next.
model::HelperSupport ask_at(const TargetChoice& choice, const HelperQuestion& question, const std::string& missing,
                            ProbeLoader& loader) {
  ProbeTarget target = choice.target;
  target.gpl = question.gpl;
  const auto program = calling(question.helper);
  LoadAnswer answer = loader.load(target, program);
  Verdict verdict = judge_call(answer.error, answer.log);
  std::string note(note_on(choice, question.helper));
  if (verdict == Verdict::needs_sleepable) {
    target.flags |= BPF_F_SLEEPABLE;
    answer = loader.load(target, program);
    verdict = judge_call(answer.error, answer.log) == Verdict::callable ? Verdict::callable : Verdict::refused;
    note += note.empty() ? "sleepable programs" : ", sleepable programs";
  }
  switch (verdict) {
    case Verdict::callable:
    case Verdict::needs_sleepable:
      return {model::yes(), true, note};
    case Verdict::needs_gpl:
      return {model::no(), true, "only under a GPL-compatible license"};
    case Verdict::refused:
      return {model::no(), true, reason_of(answer)};
    case Verdict::absent:
      // Without CAP_PERFMON, say, the kernel answers as if it had no bpf_probe_read_kernel.
      return {missing.empty() ? model::no() : model::unknown(0, missing + ", and may not see this helper"), false, ""};
    case Verdict::undecided:
      break;
  }
  return {model::unknown(answer.error, "the verifier's answer is not understood: " + reason_of(answer)), false, ""};
}

// A yes is worth more than what could not be asked, and that more than a no.
int rank(const model::HelperSupport& answer) {
  if (answer.support.answer == model::Answer::yes) return 3;
  if (answer.support.answer == model::Answer::unknown) return 2;
  return answer.note.empty() ? 0 : 1;
}

// What bpftool would ask: the first target, and for types that attach to something typed any of them.
bool usual(const TriedTarget& tried, std::span<const TriedTarget> targets) {
  return &tried == targets.data() || tried.choice.target.attach_btf_id != 0;
}

// The best answer of all targets.
model::HelperSupport ask(std::span<const TriedTarget> targets, const HelperQuestion& question,
                         const std::string& missing, ProbeLoader& loader) {
  model::HelperSupport best{model::no(), false, ""};
  for (const TriedTarget& tried : targets) {
    const bool asked = tried.loads.answer == model::Answer::yes;
    const bool first = &tried == targets.data();
    if (tried.loads.answer == model::Answer::no || (!first && !may_differ(tried.choice, question.helper))) continue;
    model::HelperSupport answer =
        asked ? ask_at(tried.choice, question, missing, loader) : model::HelperSupport{tried.loads, false, ""};
    answer.offered = best.offered || (answer.offered && usual(tried, targets));
    if (rank(answer) < rank(best)) answer = {best.support, answer.offered, best.note};
    best = answer;
    if (rank(best) == 3) break;
  }
  return best;
}

}  // namespace

model::Support probe_program_type(std::uint32_t type, KernelNames& names) {
  model::Support best = model::no();
  for (const TriedTarget& tried : try_targets(type, names)) {
    if (tried.loads.answer == model::Answer::yes) return tried.loads;
    if (best.answer == model::Answer::no) best = tried.loads;
  }
  return best;
}

std::vector<model::HelperSupport> probe_helpers(std::span<const HelperQuestion> questions, KernelNames& names) {
  std::map<std::uint32_t, std::vector<TriedTarget>> targets;
  for (const HelperQuestion& question : questions)
    if (!targets.contains(question.program_type))
      targets.emplace(question.program_type, try_targets(question.program_type, names));
  const std::string missing = missing_privilege();
  std::vector<model::HelperSupport> answers(questions.size());
  on_two_threads(questions.size(), [&](ProbeLoader& loader, std::size_t i) {
    answers[i] = ask(targets.at(questions[i].program_type), questions[i], missing, loader);
  });
  return answers;
}

std::vector<model::HelperSupport> probe_helpers_on(std::span<const HelperQuestion> questions, std::uint32_t ifindex) {
  std::map<std::uint32_t, TriedTarget> targets;
  for (const HelperQuestion& question : questions)
    if (!targets.contains(question.program_type))
      targets.emplace(question.program_type, try_device(question.program_type, ifindex));
  const std::string missing = missing_privilege();
  std::vector<model::HelperSupport> answers;
  ProbeLoader loader;
  for (const HelperQuestion& question : questions)
    answers.push_back(ask(std::span(&targets.at(question.program_type), 1), question, missing, loader));
  return answers;
}

}  // namespace bpflens::kernel
