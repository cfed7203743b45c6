// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What each program type needs to know before it can be attached, and what is missing on this machine.
#include "kernel/libbpf/attach_failure.hpp"

#include <linux/bpf.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "kernel/libbpf/fail.hpp"
#include "kernel/libbpf/tracefs.hpp"

namespace bpflens::kernel {
namespace {

// Types whose section can name the target, after a slash.
constexpr auto kNamedBySection = std::to_array<std::uint32_t>({
    BPF_PROG_TYPE_KPROBE,
    BPF_PROG_TYPE_TRACEPOINT,
    BPF_PROG_TYPE_RAW_TRACEPOINT,
    BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE,
    BPF_PROG_TYPE_TRACING,
    BPF_PROG_TYPE_EXT,
    BPF_PROG_TYPE_LSM,
});

struct Wants {
  std::uint32_t type;
  std::string_view what;
};

constexpr auto kWants = std::to_array<Wants>({
    {BPF_PROG_TYPE_XDP, "a network interface"},
    {BPF_PROG_TYPE_SCHED_CLS, "a network interface"},
    {BPF_PROG_TYPE_SCHED_ACT, "a network interface"},
    {BPF_PROG_TYPE_SOCKET_FILTER, "a socket"},
    {BPF_PROG_TYPE_SK_REUSEPORT, "a socket"},
    {BPF_PROG_TYPE_SK_SKB, "a sockmap"},
    {BPF_PROG_TYPE_SK_MSG, "a sockmap"},
    {BPF_PROG_TYPE_PERF_EVENT, "a perf event"},
    {BPF_PROG_TYPE_CGROUP_SKB, "a cgroup"},
    {BPF_PROG_TYPE_CGROUP_SOCK, "a cgroup"},
    {BPF_PROG_TYPE_CGROUP_SOCK_ADDR, "a cgroup"},
    {BPF_PROG_TYPE_CGROUP_SOCKOPT, "a cgroup"},
    {BPF_PROG_TYPE_CGROUP_SYSCTL, "a cgroup"},
    {BPF_PROG_TYPE_CGROUP_DEVICE, "a cgroup"},
    {BPF_PROG_TYPE_SOCK_OPS, "a cgroup"},
    {BPF_PROG_TYPE_FLOW_DISSECTOR, "a network namespace"},
    {BPF_PROG_TYPE_SK_LOOKUP, "a network namespace"},
    {BPF_PROG_TYPE_LIRC_MODE2, "an infrared device (/dev/lircN)"},
    {BPF_PROG_TYPE_STRUCT_OPS, "its struct_ops map to be registered"},
    {BPF_PROG_TYPE_KPROBE, "the function or file to probe"},
    {BPF_PROG_TYPE_TRACEPOINT, "the tracepoint"},
    {BPF_PROG_TYPE_RAW_TRACEPOINT, "the tracepoint"},
    {BPF_PROG_TYPE_TRACING, "the kernel function"},
    {BPF_PROG_TYPE_LSM, "the hook"},
    {BPF_PROG_TYPE_EXT, "the program to extend"},
});

std::string what_is_wanted(std::uint32_t type) {
  const auto row = std::find_if(kWants.begin(), kWants.end(), [type](const Wants& w) { return w.type == type; });
  return row == kWants.end() ? "a target" : std::string(row->what);
}

constexpr auto kTracepoints = "/sys/kernel/tracing/events";

bool exists(const char* path) { return access(path, F_OK) == 0; }

bool is_probe_on_kernel(std::string_view section) {
  return section.starts_with("kprobe") || section.starts_with("kretprobe") || section.starts_with("ksyscall") ||
         section.starts_with("kretsyscall");
}

void explain_missing_probe(Failure& failure) {
  const bool possible = exists("/sys/bus/event_source/devices/kprobe/type") ||
                        exists("/sys/kernel/tracing/kprobe_events") ||
                        exists("/sys/kernel/debug/tracing/kprobe_events");
  failure.cause = possible ? "the kernel has no such function to probe" : "this kernel has no kprobes (CONFIG_KPROBES)";
  failure.next_step = possible ? "look for its name in /proc/kallsyms" : "use a tracepoint or fentry program";
}

void explain_missing_tracepoint(Failure& failure) {
  if (tracefs_mounted()) {
    failure.cause = "the kernel has no such tracepoint";
    failure.next_step = "see /sys/kernel/tracing/available_events";
  } else {
    failure.cause = "tracefs is not mounted, so tracepoints can't be found";
    failure.next_step = "mount it (mount -t tracefs tracefs /sys/kernel/tracing) or give --mount";
  }
}

void explain_missing_raw_tracepoint(Failure& failure) {
  failure.cause = "the kernel has no such tracepoint";
  failure.next_step = "see /sys/kernel/tracing/available_events, and leave the category out";
}

std::string last_of(const std::vector<std::string>& warnings) {
  return warnings.empty() ? "" : "libbpf says: " + warnings.back();
}

}  // namespace

bool section_says_where(std::uint32_t type, std::string_view section) {
  if (section.starts_with('?')) section.remove_prefix(1);
  const bool can_name = std::find(kNamedBySection.begin(), kNamedBySection.end(), type) != kNamedBySection.end();
  const std::size_t slash = section.find('/');
  return can_name && slash != std::string_view::npos && slash + 1 < section.size();
}

void explain_missing_hook(Failure& failure, std::uint32_t type, bool of_kernel) {
  if (type == BPF_PROG_TYPE_TRACEPOINT) explain_missing_tracepoint(failure);
  if (type == BPF_PROG_TYPE_RAW_TRACEPOINT) explain_missing_raw_tracepoint(failure);
  if (type == BPF_PROG_TYPE_KPROBE && of_kernel) explain_missing_probe(failure);
}

Failure attach_failure(const AttachingProgram& program, int error, const std::vector<std::string>& warnings) {
  Failure failure{.operation = "attach program " + program.name, .error = error};
  if (error == EOPNOTSUPP || !section_says_where(program.type, program.section)) {
    failure.error = 0;
    failure.cause = "its section " + program.section + " does not say where; it wants " + what_is_wanted(program.type);
    return failure;
  }
  failure.subject = "to " + program.section;
  if (error == EPERM || error == EACCES) {
    failure.kind = ErrorKind::permission;
    if (program.type == BPF_PROG_TYPE_TRACEPOINT && access(kTracepoints, R_OK) != 0 && errno == EACCES)
      failure.cause = std::string(kTracepoints) + " may be read only with CAP_DAC_READ_SEARCH";
    add_explanation(failure, Makes::nothing, {"CAP_PERFMON"});
  } else if (error == ENOENT) {
    explain_missing_hook(failure, program.type, is_probe_on_kernel(program.section));
  }
  if (failure.cause.empty()) failure.cause = last_of(warnings);
  return failure;
}

}  // namespace bpflens::kernel
