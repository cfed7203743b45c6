// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What the kernel can do.
#include <algorithm>
#include <cerrno>

#include "commands/doctor/doctor.hpp"
#include "kernel/error.hpp"

namespace bpflens::commands {
namespace {

using kernel::Ability;
using model::Answer;
using model::Fact;
using model::Health;

std::string why_unknown(const model::Support& support) {
  return (support.error == 0 ? "" : kernel::errno_name(support.error) + ": ") + support.reason;
}

bool is_locked_down(const Patient& patient) { return patient.around.lockdown.value.value_or("none") != "none"; }

// The kernel has it and lockdown forbids it.
bool is_locked_out(const Patient& patient, const model::Support& support) {
  return support.answer == Answer::unknown && support.error == EPERM && is_locked_down(patient);
}

model::Support program_type(kernel::Prober& prober, const std::string& name) {
  for (const kernel::NamedValue& type : prober.values(kernel::Vocabulary::program_types))
    if (type.name == name) return prober.has(kernel::Vocabulary::program_types, type.value);
  return model::no();
}

bool has_module(const std::string& modules, const std::string& module) {
  return ("," + modules + ",").find("," + module + ",") != std::string::npos;
}

}  // namespace

Fact release(const Patient& patient) {
  const model::Told& told = patient.around.release;
  return {"kernel", told.value ? Health::good : Health::unknown, told.value.value_or(told.reason), ""};
}

Fact security_modules(const Patient& patient) {
  const model::Told& modules = patient.around.lsms;
  return {"lsms", modules.value ? Health::good : Health::unknown, modules.value.value_or(modules.reason), ""};
}

Fact lsm_programs(const Patient& patient) {
  const model::Told& modules = patient.around.lsms;
  if (!modules.value) return {"lsm programs", Health::unknown, modules.reason, ""};
  if (!has_module(*modules.value, "bpf"))
    return {"lsm programs", Health::hindrance, "they never run: bpf is not in " + *modules.value,
            "boot with lsm=" + *modules.value + ",bpf (and CONFIG_BPF_LSM=y)"};
  const model::Support support = program_type(patient.kernel.prober, "lsm");
  if (is_locked_out(patient, support))
    return {"lsm programs", Health::hindrance, why_unknown(support), "boot without lockdown"};
  if (support.answer == Answer::unknown) return {"lsm programs", Health::unknown, why_unknown(support), ""};
  return {"lsm programs", Health::good, "bpf is in " + *modules.value, ""};
}

// What is said of them holds for fexit, fmod_ret and freplace, too.
Fact fentry_programs(const Patient& patient) {
  const model::Support support = patient.kernel.prober.ability(Ability::trampoline);
  if (support.answer == Answer::yes) return {"fentry", Health::good, "functions can be traced by fentry and fexit", ""};
  if (support.answer == Answer::no)
    return {"fentry", Health::hindrance, "this kernel or machine has no trampolines",
            "use tracepoint, tp_btf or kprobe programs"};
  if (is_locked_out(patient, support))
    return {"fentry", Health::hindrance, why_unknown(support),
            "use tracepoint, tp_btf or kprobe programs, or boot without lockdown"};
  return {"fentry", Health::unknown, why_unknown(support), ""};
}

Fact kprobes(const Patient& patient) {
  if (!patient.config) return {"kprobes", Health::unknown, "no build configuration of this kernel can be read", ""};
  if (patient.config->contains("CONFIG_KPROBES")) return {"kprobes", Health::good, "functions can be probed", ""};
  return {"kprobes", Health::hindrance, "this kernel has none (CONFIG_KPROBES)", "use tracepoint or tp_btf programs"};
}

Fact kernel_types(const Patient& patient) {
  if (patient.kernel.types.vmlinux()) return {"btf", Health::good, "the kernel tells its types", ""};
  return {"btf", Health::hindrance, "the kernel's types can't be read (/sys/kernel/btf/vmlinux)",
          "use a kernel with CONFIG_DEBUG_INFO_BTF=y, as objects that relocate (CO-RE) and tracing programs need"};
}

// Documentation/admin-guide/sysctl/net.rst, for both.
Fact jit(const Patient& patient) {
  const std::optional<long> setting = patient.kernel.host.sysctl("net/core/bpf_jit_enable");
  if (!setting) return {"jit", Health::unknown, "net.core.bpf_jit_enable can't be read", ""};
  if (*setting == 0)
    return {"jit", Health::hindrance, "off: programs are interpreted, and some can't be loaded",
            "switch it on (sysctl -w net.core.bpf_jit_enable=1)"};
  if (*setting == 1) return {"jit", Health::good, "on", ""};
  return {"jit", Health::hindrance, "on, and its output goes to the kernel's log",
          "switch the log off (sysctl -w net.core.bpf_jit_enable=1)"};
}

Fact jit_hardening(const Patient& patient) {
  const std::optional<long> setting = patient.kernel.host.sysctl("net/core/bpf_jit_harden");
  if (!setting) return {"jit hardening", Health::unknown, "net.core.bpf_jit_harden can't be read", ""};
  if (*setting < 2)
    return {"jit hardening", Health::good, *setting == 0 ? "off" : "for programs of users without privileges", ""};
  return {"jit hardening", Health::hindrance, "for all programs: they are slower, and their code can't be dumped",
          "leave privileged programs out (sysctl -w net.core.bpf_jit_harden=1)"};
}

// Before Linux 5.11 maps and programs counted against RLIMIT_MEMLOCK; libbpf lifts it where it may.
Fact memory_limit(const Patient& patient) {
  const model::Support support = patient.kernel.prober.ability(Ability::cgroup_memory_accounting);
  if (support.answer == Answer::yes)
    return {"memory limit", Health::good, "memory counts for control groups, not against RLIMIT_MEMLOCK", ""};
  const auto& held = patient.around.capabilities;
  const std::optional<std::uint64_t>& limit = patient.around.memory_lock;
  if (!limit || std::find(held.begin(), held.end(), "CAP_SYS_RESOURCE") != held.end())
    return {"memory limit", Health::good, "RLIMIT_MEMLOCK is none, or can be lifted", ""};
  if (support.answer == Answer::unknown) return {"memory limit", Health::unknown, why_unknown(support), ""};
  return {"memory limit", Health::hindrance,
          "maps and programs count against RLIMIT_MEMLOCK: " + std::to_string(*limit) + " bytes",
          "raise it (ulimit -l unlimited)"};
}

}  // namespace bpflens::commands
