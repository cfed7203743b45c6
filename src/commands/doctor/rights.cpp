// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What this process may do.
#include <algorithm>
#include <array>
#include <string_view>

#include "commands/doctor/doctor.hpp"
#include "kernel/explain.hpp"

namespace bpflens::commands {
namespace {

using model::Fact;
using model::Health;

struct Right {
  std::string_view capability;
  std::string_view serves;
};

// CAP_SYS_ADMIN holds CAP_BPF, CAP_PERFMON and CAP_NET_ADMIN as far as bpf(2) is concerned.
constexpr auto kRights = std::to_array<Right>({{"CAP_SYS_ADMIN", "ids and other users' objects"},
                                               {"CAP_BPF", "loading programs and maps"},
                                               {"CAP_PERFMON", "tracing programs"},
                                               {"CAP_NET_ADMIN", "network programs"},
                                               {"CAP_SYS_PTRACE", "who holds an object"},
                                               {"CAP_SYSLOG", "addresses of kernel functions"}});

bool holds(const Patient& patient, std::string_view capability) {
  const auto& held = patient.around.capabilities;
  return std::find(held.begin(), held.end(), capability) != held.end();
}

bool may_use_bpf(const Patient& patient) {
  return !patient.around.in_user_namespace && (holds(patient, "CAP_BPF") || holds(patient, "CAP_SYS_ADMIN"));
}

std::string missing_rights(const Patient& patient) {
  std::string missing;
  const bool all_of_bpf = holds(patient, "CAP_SYS_ADMIN");
  for (const auto& [capability, serves] : kRights) {
    const bool implied = all_of_bpf && capability != "CAP_SYS_PTRACE" && capability != "CAP_SYSLOG";
    if (implied || holds(patient, capability)) continue;
    missing += (missing.empty() ? "" : ", ") + std::string(capability) + " (" + std::string(serves) + ")";
  }
  return missing;
}

}  // namespace

Fact bpf_call(const Patient& patient) {
  const model::Support support = patient.kernel.prober.ability(kernel::Ability::bpf_syscall);
  if (support.answer == model::Answer::yes) return {"bpf(2)", Health::good, "there", ""};
  if (support.answer == model::Answer::unknown) return {"bpf(2)", Health::unknown, support.reason, ""};
  return {"bpf(2)", Health::hindrance, "the system call isn't there",
          "use a kernel with CONFIG_BPF_SYSCALL=y; in a container, let its seccomp filter pass bpf(2)"};
}

Fact capabilities(const Patient& patient) {
  if (patient.around.in_user_namespace)
    return {"capabilities", Health::hindrance, "they count only inside this user namespace, and not for bpf(2)",
            "run outside of it, or use a bpffs that delegates (mount options delegate_*)"};
  const std::string missing = missing_rights(patient);
  if (!missing.empty())
    return {"capabilities", Health::hindrance, "this process lacks " + missing,
            kernel::way_to_rights(patient.around, "these")};
  std::string held;
  for (const std::string& capability : patient.around.capabilities) held += (held.empty() ? "" : " ") + capability;
  return {"capabilities", Health::good, held, ""};
}

// kernel.unprivileged_bpf_disabled; Documentation/admin-guide/sysctl/kernel.rst.
Fact without_privileges(const Patient& patient) {
  Fact fact{"unprivileged", Health::good, "", ""};
  const std::optional<long> setting = patient.kernel.host.sysctl("kernel/unprivileged_bpf_disabled");
  if (!setting) return {fact.name, Health::unknown, "kernel.unprivileged_bpf_disabled can't be read", ""};
  if (*setting == 0) fact.value = "allowed: socket filters and the like need no capability";
  if (*setting == 1) fact.value = "forbidden until the next boot";
  if (*setting >= 2) fact.value = "forbidden: bpf(2) takes CAP_BPF";
  if (*setting == 0 || may_use_bpf(patient)) return fact;
  fact.health = Health::hindrance;
  fact.next_step = kernel::way_to_rights(patient.around, "CAP_BPF") +
                   (*setting == 1 ? ", or boot without kernel.unprivileged_bpf_disabled=1"
                                  : ", or allow it (sysctl -w kernel.unprivileged_bpf_disabled=0)");
  return fact;
}

// security/lockdown: LOCKDOWN_BPF_WRITE_USER for integrity, LOCKDOWN_BPF_READ_KERNEL for confidentiality.
Fact lockdown(const Patient& patient) {
  const model::Told& mode = patient.around.lockdown;
  if (!mode.value && patient.config && !patient.config->contains("CONFIG_SECURITY_LOCKDOWN_LSM"))
    return {"lockdown", Health::good, "this kernel has none", ""};
  if (!mode.value)
    return {"lockdown", Health::unknown, mode.reason,
            "look as root, or mount it (mount -t securityfs securityfs /sys/kernel/security)"};
  if (*mode.value == "none") return {"lockdown", Health::good, "none", ""};
  const bool reads = *mode.value == "integrity";
  return {"lockdown", Health::hindrance,
          *mode.value + (reads ? ": programs may not write to user memory, and some kernels refuse those that patch "
                                 "the kernel (fentry, lsm)"
                               : ": programs may neither read kernel memory nor write to user memory"),
          "boot without lockdown= and, where it follows from it, without secure boot"};
}

}  // namespace bpflens::commands
