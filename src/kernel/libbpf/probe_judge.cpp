// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// kernel/bpf/verifier.c, check_helper_call() and what it calls, is the source of the phrases.
#include "kernel/libbpf/probe_judge.hpp"

#include <array>
#include <cctype>
#include <cerrno>

#include "kernel/error.hpp"
#include "kernel/libbpf/absence.hpp"
#include "kernel/libbpf/credentials.hpp"
#include "kernel/libbpf/security.hpp"

namespace bpflens::kernel {
namespace {

struct Judgement {
  std::string_view text;
  Verdict verdict;
};

constexpr auto kJudgements = std::to_array<Judgement>({
    {"invalid func ", Verdict::absent},                               // beyond __BPF_FUNC_MAX_ID; all releases
    {"unknown func ", Verdict::absent},                               // not in the type's table; to 6.10
    {"program of this type cannot use helper ", Verdict::absent},     // the same, from 6.11
    {"helper call is not allowed in probe", Verdict::refused},        // bpf_func_proto::allowed; from 5.10
    {" not supported for program type ", Verdict::refused},           // bpf_get_func_ip; from 5.15
    {" supported only for fentry/fexit/fmod_ret", Verdict::refused},  // the same
    {"helper call might sleep in a non-sleepable prog", Verdict::needs_sleepable},  // from 6.2
    {" in non-sleepable prog", Verdict::needs_sleepable},                           // the same, from 7.x
    {"cannot call GPL-restricted function", Verdict::needs_gpl},
    {"must have a GPL compatible license", Verdict::needs_gpl},  // struct_ops and LSM, whatever they call
    {"At program exit the register R0", Verdict::callable},      // past the call, at the exit
    {"kernel subsystem misconfigured func", Verdict::callable},
    {"cannot pass map_type", Verdict::callable},
    {"sleepable progs", Verdict::callable},
});

struct KfuncPhrase {
  std::string_view text;
  KfuncVerdict verdict;
};

// fetch_kfunc_meta() and check_kfunc_call() in kernel/bpf/verifier.c, Linux 5.13 to 7.2. Whether the kfunc is
// allowed at all is asked first (but for the devices'), so whatever is said of arguments means that it is.
constexpr auto kKfuncPhrases = std::to_array<KfuncPhrase>({
    {"is not allowed", KfuncVerdict::refused},  // "calling kernel function bpf_x is not allowed"
    {"unexpected __bpf_trap()", KfuncVerdict::refused},
    {" can be sleepable", KfuncVerdict::refused},    // "Only fentry/fexit/fmod_ret, lsm, iter, ... programs"
    {"cannot be sleepable", KfuncVerdict::refused},  // the same, from 7.x
    {"program may sleep, while original", KfuncVerdict::refused},  // an extension of a program that may not
    {"program must be sleepable to call sleepable kfunc", KfuncVerdict::needs_sleepable},   // from 6.1
    {"is only allowed in bpf_lsm, bpf_iter and sleepable", KfuncVerdict::needs_sleepable},  // css_task, from 6.7
    {"metadata kfuncs require device-bound program", KfuncVerdict::needs_device},           // from 6.3
    {"arg#", KfuncVerdict::callable},
    {"release kernel function ", KfuncVerdict::callable},
    {"release kfunc ", KfuncVerdict::callable},  // the same, from 7.x
    {"max struct nesting depth exceeded", KfuncVerdict::callable},
    {"unmatched ", KfuncVerdict::callable},  // unlock without lock
    {"isn't map pointer", KfuncVerdict::callable},
    {"kern ctx type ", KfuncVerdict::callable},
    {"invalid bpf_context access", KfuncVerdict::callable},
    {"is not multiple of 8", KfuncVerdict::callable},  // an offset into the context
    {"access var_off=", KfuncVerdict::callable},
});

// "R1 type=ctx expected=map_ptr", "R2 !read_ok", "R0 invalid mem access": an argument is objected to.
bool speaks_of_register(std::string_view line) {
  return line.size() > 2 && line[0] == 'R' && std::isdigit(static_cast<unsigned char>(line[1])) != 0;
}

// Functions that are checked by themselves have a line in front (extensions, on 6.12).
std::string_view without_heading(std::string_view log) {
  while (log.starts_with("Validating ")) {
    const std::size_t end = log.find('\n');
    log.remove_prefix(end == std::string_view::npos ? log.size() : end + 1);
  }
  return log;
}

}  // namespace

std::string_view first_line(std::string_view log) { return log.substr(0, log.find('\n')); }

Verdict judge_call(int error, std::string_view log) {
  if (error == 0) return Verdict::callable;
  for (const Judgement& phrase : kJudgements)
    if (log.find(phrase.text) != std::string_view::npos) return phrase.verdict;
  const bool argument = speaks_of_register(without_heading(log)) && (error == EACCES || error == EINVAL);
  return argument ? Verdict::callable : Verdict::undecided;
}

KfuncVerdict judge_kfunc(int error, std::string_view log) {
  if (error == 0) return KfuncVerdict::callable;
  for (const auto& [text, verdict] : kKfuncPhrases)
    if (log.find(text) != std::string_view::npos) return verdict;
  const bool argument = speaks_of_register(without_heading(log)) && (error == EACCES || error == EINVAL);
  return argument ? KfuncVerdict::callable : KfuncVerdict::undecided;
}

bool says_nothing(std::string_view log) {
  return log.empty() || log.starts_with("verification time") || log.starts_with("processed ");
}

model::Support judge_type(int error, std::string_view log) {
  if (error == 0) return model::yes();
  // "Only fentry/fexit/fmod_ret and lsm programs can be sleepable", "bpf_x is not sleepable": no such target there.
  if (error == EINVAL && log.find("sleepable") != std::string_view::npos) return lacking();
  if ((error == EINVAL || error == EACCES) && !says_nothing(log)) return model::yes();  // it was verified
  // find_prog_type(), or bpf_check_attach_target() on 5.10, which refuses an attach type without a word.
  if (error == EINVAL) return lacking();
  return could_not_ask(error);
}

model::Support lacking() {
  std::string missing = missing_privilege();
  return missing.empty() ? model::no()
                         : model::unknown(0, missing + ", and the kernel hides from it what it may not use");
}

model::Support could_not_ask(int error) {
  if (error == ENOSYS) return model::unknown(error, absence_cause());
  if (error != EPERM && error != EACCES) return model::unknown(error, "the kernel answered " + errno_name(error));
  if (const std::string missing = missing_privilege(); !missing.empty()) return model::unknown(error, missing);
  const std::string mode = lockdown_mode();
  if (!mode.empty() && mode != "none")
    return model::unknown(error, "the kernel is locked down (" + mode + "), which forbids it");
  return model::unknown(error, "a security policy of the kernel forbids it");
}

}  // namespace bpflens::kernel
