// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A pair costs one load of "call helper; exit". Two threads halve the time: the kernel verifies programs of
// privileged users side by side.
#include "kernel/libbpf/probe_helpers.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <thread>

#include "kernel/libbpf/probe_judge.hpp"
#include "kernel/libbpf/probe_load.hpp"
#include "kernel/libbpf/probe_targets.hpp"

namespace bpflens::kernel {
namespace {

constexpr std::size_t kQuestionsWorthAThread = 64;
constexpr std::size_t kThreads = 2;

constexpr bpf_insn kExit = {.code = BPF_JMP | BPF_EXIT, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0};
constexpr bpf_insn kSetR0 = {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0};

std::array<bpf_insn, 2> calling(std::uint32_t helper) {
  return {{{.code = BPF_JMP | BPF_CALL, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = static_cast<std::int32_t>(helper)},
           kExit}};
}

// A target together with the answer to whether programs load there at all.
struct Tried {
  TargetChoice choice;
  model::Support loads;
};

std::vector<Tried> try_targets(std::uint32_t type, KernelNames& names) {
  std::vector<Tried> tried;
  ProbeLoader loader;
  for (TargetChoice& choice : targets_of(type, names)) {
    const LoadAnswer answer = loader.load(choice.target, std::array{kSetR0, kExit});
    model::Support loads = judge_type(answer.error, answer.log);
    if (!choice.unavailable.empty() && loads.answer == model::Answer::yes)
      loads = model::unknown(answer.error, choice.unavailable);
    tried.push_back({std::move(choice), std::move(loads)});
  }
  return tried;
}

std::string reason_of(const LoadAnswer& answer) { return std::string(first_line(answer.log)); }

// Asks at one target; the type's table may be another one at the next.
model::HelperSupport ask_at(const TargetChoice& choice, const HelperQuestion& question, ProbeLoader& loader) {
  ProbeTarget target = choice.target;
  target.gpl = question.gpl;
  const auto program = calling(question.helper);
  LoadAnswer answer = loader.load(target, program);
  Verdict verdict = judge_call(answer.error, answer.log);
  std::string note = choice.note;
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
      return {model::no(), false, ""};
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
bool usual(const Tried& tried, std::span<const Tried> targets) {
  return &tried == targets.data() || tried.choice.target.attach_btf_id != 0;
}

// The best answer of all targets.
model::HelperSupport ask(std::span<const Tried> targets, const HelperQuestion& question, ProbeLoader& loader) {
  model::HelperSupport best{model::no(), false, ""};
  for (const Tried& tried : targets) {
    const bool asked = tried.loads.answer == model::Answer::yes;
    if (tried.loads.answer == model::Answer::no || (!asked && !may_differ(tried.choice, question.helper))) continue;
    model::HelperSupport answer =
        asked ? ask_at(tried.choice, question, loader) : model::HelperSupport{tried.loads, false, ""};
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
  for (const Tried& tried : try_targets(type, names)) {
    if (tried.loads.answer == model::Answer::yes) return tried.loads;
    if (best.answer == model::Answer::no) best = tried.loads;
  }
  return best;
}

std::vector<model::HelperSupport> probe_helpers(std::span<const HelperQuestion> questions, KernelNames& names) {
  std::map<std::uint32_t, std::vector<Tried>> targets;
  for (const HelperQuestion& question : questions)
    if (!targets.contains(question.program_type))
      targets.emplace(question.program_type, try_targets(question.program_type, names));
  std::vector<model::HelperSupport> answers(questions.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    ProbeLoader loader;
    for (std::size_t i = next++; i < questions.size(); i = next++)
      answers[i] = ask(targets.at(questions[i].program_type), questions[i], loader);
  };
  std::vector<std::jthread> others;
  if (questions.size() >= kQuestionsWorthAThread)
    for (std::size_t i = 1; i < kThreads; ++i) others.emplace_back(work);
  work();
  others.clear();
  return answers;
}

}  // namespace bpflens::kernel
