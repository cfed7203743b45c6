// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The kernel answers a refused load with one of a few error numbers; the rest has to be found out.
#include "kernel/libbpf/load_failure.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <span>

#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/fail.hpp"
#include "kernel/libbpf/host.hpp"
#include "kernel/libbpf/refused_calls.hpp"

namespace bpflens::kernel {
namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (const std::string_view line = text.substr(0, end); line.find_first_not_of(" \t") != std::string_view::npos)
      lines.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// Numbers on the verifier's work, which follow its verdict.
bool is_statistics(std::string_view line) {
  return line.starts_with("processed ") || line.starts_with("verification time ") || line.starts_with("stack depth ");
}

// "; return *value;", "7: (79) r0 = *(u64 *)(r0 +0)", "8: R0=ctx()": what led to the instruction objected to.
bool is_way_there(std::string_view line) {
  const std::size_t digits = line.find_first_not_of("0123456789");
  return line.starts_with(';') || (digits != 0 && digits < line.size() && line.substr(digits).starts_with(": "));
}

std::string joined(std::span<const std::string_view> lines) {
  std::string text;
  for (const std::string_view line : lines) text += (text.empty() ? "" : " | ") + std::string(line);
  return text;
}

// Where securityfs can't be read, the boot messages still tell that the kernel was locked down.
bool kernel_log_tells_of_lockdown() {
  const Descriptor messages(open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  if (!messages) return false;
  std::array<char, 8192> record;
  while (true) {
    const ssize_t got = read(messages.get(), record.data(), record.size());
    if (got < 0 && errno == EPIPE) continue;  // overwritten meanwhile: go on with the oldest that is left
    if (got <= 0) return false;
    const std::string_view text(record.data(), static_cast<std::size_t>(got));
    if (text.find("Kernel is locked down") != std::string_view::npos) return true;
  }
}

// fentry, fexit, fmod_ret, freplace and lsm: what a locked down kernel refuses although it takes other programs.
bool patches_the_kernel(const FailedProgram& program) {
  constexpr auto kSections = std::to_array<std::string_view>({"fentry", "fexit", "fmod_ret", "freplace", "lsm"});
  return std::any_of(kSections.begin(), kSections.end(),
                     [&](std::string_view prefix) { return program.section.starts_with(prefix); });
}

// What a program of the type takes: is_net_admin_prog_type() and is_perfmon_prog_type() in kernel/bpf/syscall.c.
Takes taken_by(const std::optional<FailedProgram>& program) {
  constexpr auto kNetwork = std::to_array<std::string_view>(
      {"sched_cls", "sched_act", "xdp", "lwt_in", "lwt_out", "lwt_xmit", "lwt_seg6local", "sk_skb", "sk_msg",
       "flow_dissector", "cgroup_device", "cgroup_sock", "cgroup_sock_addr", "cgroup_sockopt", "cgroup_sysctl",
       "sock_ops", "sk_lookup", "netfilter", "ext"});
  constexpr auto kTracing =
      std::to_array<std::string_view>({"kprobe", "tracepoint", "perf_event", "raw_tracepoint",
                                       "raw_tracepoint_writable", "tracing", "lsm", "struct_ops", "ext"});
  const auto is_of = [&](const auto& types) {
    return program && std::find(types.begin(), types.end(), program->type_name) != types.end();
  };
  Takes takes{"CAP_BPF"};
  if (is_of(kNetwork)) takes.emplace_back("CAP_NET_ADMIN");
  if (is_of(kTracing)) takes.emplace_back("CAP_PERFMON");
  return takes;
}

void explain_permission(Failure& failure, const std::optional<FailedProgram>& program) {
  failure.kind = ErrorKind::permission;
  const model::Surroundings around = this_machine();
  const Explanation found = explain(failure.error, failure.subject, around, Makes::object, taken_by(program));
  std::string mode = around.lockdown.value.value_or("");
  const bool nothing_lacking = found.cause.empty() || found.guess;
  if (nothing_lacking && mode.empty() && kernel_log_tells_of_lockdown()) mode = "as its log says";
  if (nothing_lacking && program && patches_the_kernel(*program) && mode != "none") {
    failure.cause =
        mode.empty() ? "the kernel gave no reason; a locked down kernel refuses " + program->section + " so"
                     : "the kernel is locked down (" + mode + ") and refuses programs of section " + program->section;
    failure.next_step = "use a tracepoint, tp_btf or kprobe program, or boot without lockdown";
    return;
  }
  failure.cause = found.cause;
  failure.next_step = found.next_step;
}

// What libbpf says in passing: the failure itself, told again, and steps that merely end because of it.
bool repeats_the_failure(std::string_view warning) {
  return warning.starts_with("failed to load object") || warning.find("BEGIN PROG LOAD LOG") != std::string::npos ||
         warning.find("ulimit -l") != std::string::npos || warning.find("Retrying without BTF") != std::string::npos ||
         warning.find("failed to load: -") != std::string::npos ||
         warning.find("BPF program load failed:") != std::string::npos;
}

std::string told_by_libbpf(const std::vector<std::string>& warnings) {
  std::string text;
  for (const std::string& warning : warnings)
    if (!repeats_the_failure(warning)) text += (text.empty() ? "libbpf says: " : " | ") + warning;
  return text;
}

void explain_rejection(Failure& failure) {
  failure.kind = ErrorKind::verifier;
  failure.error = 0;  // EACCES or EINVAL, whatever the verifier saw: its words say more
  failure.cause = "the verifier rejected it: " + last_meaningful_lines(failure.log);
  if (failure.log.find("GPL") != std::string::npos)
    failure.next_step = "give the object a GPL-compatible licence: char LICENSE[] SEC(\"license\") = \"GPL\"";
}

}  // namespace

std::optional<std::string> failing_program(const std::vector<std::string>& warnings) {
  constexpr std::string_view kStart = "prog '";
  for (const std::string& warning : warnings) {
    const std::size_t end = warning.find("': ");
    const bool failed =
        warning.find("load failed: ") != std::string::npos || warning.find("failed to load") != std::string::npos;
    if (failed && warning.starts_with(kStart) && end != std::string::npos)
      return warning.substr(kStart.size(), end - kStart.size());
  }
  return std::nullopt;
}

std::string last_meaningful_lines(std::string_view log, std::size_t count) {
  std::vector<std::string_view> lines = lines_of(log);
  std::erase_if(lines, is_statistics);
  if (!std::all_of(lines.begin(), lines.end(), is_way_there)) std::erase_if(lines, is_way_there);
  const auto reason = std::find_if(lines.begin(), lines.end(), [](std::string_view line) {
    return line.starts_with("Reason:") || line.starts_with("Suggestion:");
  });
  if (reason != lines.end()) return joined(std::span(reason, lines.end()));
  const std::size_t start = lines.size() > count ? lines.size() - count : 0;
  return joined(std::span(lines).subspan(start));
}

Failure load_failure(const std::string& path, int error, const std::optional<FailedProgram>& program,
                     const std::string& log, const std::vector<std::string>& warnings) {
  Failure failure{.operation = "load", .subject = path, .error = error, .log = log};
  if (program) {
    failure.program = program->name;
    failure.operation = "load program " + program->name + " from";
  }
  // libbpf takes what it finds no descriptor for (types, the map of global data) for what the kernel lacks, and loads
  // without it; the verifier then complains of something else.
  if (had_no_descriptors() || error == EMFILE) {
    failure.error = EMFILE;
    failure.next_step = "raise the limit (ulimit -n)";
    return failure;
  }
  if (program) {
    if (log.find_first_not_of(" \n") != std::string::npos) {
      explain_rejection(failure);
      return failure;
    }
  }
  if (error == EPERM || error == EACCES) explain_permission(failure, program);
  if (error == ENOSYS) add_explanation(failure);
  if (error == E2BIG && program) {
    failure.cause = "it has more instructions than the kernel takes (1,000,000; without CAP_BPF 4,096)";
    failure.next_step = "split it into programs that go on in each other (bpf_tail_call)";
  }
  if (failure.cause.empty()) failure.cause = told_by_libbpf(warnings);
  if (failure.cause.empty()) add_explanation(failure);
  if (failure.cause.empty() && program)
    failure.cause = "the kernel gave no reason for refusing this " + program->type_name + " program";
  return failure;
}

}  // namespace bpflens::kernel
