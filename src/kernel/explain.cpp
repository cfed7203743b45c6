// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/explain.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <string_view>

namespace bpflens::kernel {
namespace {

using model::Surroundings;

bool holds(const Surroundings& around, std::string_view capability) {
  return std::find(around.capabilities.begin(), around.capabilities.end(), capability) != around.capabilities.end();
}

std::string release(const Surroundings& around) {
  return "this kernel" + (around.release.value ? " (" + *around.release.value + ")" : "");
}

bool counts_memory(const Surroundings& around) {
  int major = 0;
  int minor = 0;
  const bool known = std::sscanf(around.release.value.value_or("").c_str(), "%d.%d", &major, &minor) == 2;
  return known && (major < 5 || (major == 5 && minor < 11)) && around.memory_lock.has_value();
}

Explanation memory_limit(const Surroundings& around) {
  return {"kernels before 5.11 count BPF memory against RLIMIT_MEMLOCK, and its " +
              std::to_string(*around.memory_lock) + " bytes are used up",
          holds(around, "CAP_SYS_RESOURCE") ? "raise it (ulimit -l unlimited)"
                                            : "raise it as root (ulimit -l unlimited; systemd: LimitMEMLOCK=infinity)"};
}

// CAP_SYS_ADMIN stands for whatever bpf(2) takes, but not for rights to files and processes.
bool may(const Surroundings& around, std::string_view capability) {
  const bool of_bpf = !capability.starts_with("CAP_DAC_") && capability != "CAP_SYS_PTRACE";
  return holds(around, capability) || (of_bpf && holds(around, "CAP_SYS_ADMIN"));
}

Explanation missing_right(const Surroundings& around, const Takes& takes) {
  std::string missing;
  for (const std::string_view capability : takes)
    if (!may(around, capability)) missing += (missing.empty() ? "" : ", ") + std::string(capability);
  if (!missing.empty()) return {"this process lacks " + missing, way_to_rights(around, missing)};
  if (!takes.empty() || may(around, "CAP_SYS_ADMIN")) return {};
  if (holds(around, "CAP_BPF"))
    return {"this process has CAP_BPF but not CAP_SYS_ADMIN, which ids and other users' objects need",
            way_to_rights(around, "CAP_SYS_ADMIN")};
  return {"this process has neither CAP_BPF nor CAP_SYS_ADMIN", way_to_rights(around, "CAP_BPF or CAP_SYS_ADMIN")};
}

// Security modules with rules of their own, of those in force.
std::string mandatory_modules(const Surroundings& around) {
  constexpr auto kWithRules = std::to_array<std::string_view>({"selinux", "apparmor", "smack", "tomoyo", "bpf"});
  const std::string all = "," + around.lsms.value.value_or("") + ",";
  std::string found;
  for (const std::string_view module : kWithRules)
    if (all.find("," + std::string(module) + ",") != std::string::npos)
      found += (found.empty() ? "" : ", ") + std::string(module);
  return found;
}

Explanation permission(int error, const Surroundings& around, Makes makes, const Takes& takes) {
  const bool may_make = holds(around, "CAP_BPF") || holds(around, "CAP_SYS_ADMIN");
  const Explanation missing = missing_right(around, takes);
  if (!takes.empty() && !missing.cause.empty()) return missing;  // known, while the limit is a guess
  if (error == EPERM && makes == Makes::object && may_make && !around.in_user_namespace && counts_memory(around))
    return memory_limit(around);
  if (!missing.cause.empty()) return missing;
  if (around.in_user_namespace)
    return {"its capabilities count only inside a user namespace" +
                (around.delegation.empty() ? "" : ", and this isn't delegated by the bpffs " + around.delegation),
            "run it outside of the user namespace, or use a bpffs that delegates (mount options delegate_*)"};
  if (const std::string mode = around.lockdown.value.value_or("none"); mode != "none")
    return {"the kernel is locked down (" + mode + "), which may be why", "boot without lockdown", true};
  if (const std::string modules = mandatory_modules(around); !modules.empty())
    return {"a security module may forbid it (" + modules + ")", "look into the kernel's log (dmesg)", true};
  return {};
}

struct Place {
  std::string_view path;
  std::string_view type;
  std::string_view cause;
  std::string_view next_step;
};
constexpr auto kPlaces = std::to_array<Place>({
    {"/sys/fs/bpf", "bpf", "no bpffs is mounted", "mount one (mount -t bpf bpf /sys/fs/bpf), or give --mount"},
    {"/sys/kernel/tracing", "tracefs", "tracefs is not mounted",
     "mount it (mount -t tracefs tracefs /sys/kernel/tracing), or give --mount"},
    {"/sys/fs/cgroup", "cgroup2", "no control groups (cgroup2) are mounted",
     "mount them (mount -t cgroup2 cgroup2 /sys/fs/cgroup)"},
});

Explanation absence(const std::string& subject, const Surroundings& around) {
  if (subject.find("/sys/kernel/btf") != std::string::npos)
    return {"this kernel tells no types", "use one with CONFIG_DEBUG_INFO_BTF=y"};
  for (const Place& place : kPlaces) {
    const bool mounted = std::any_of(around.mounts.begin(), around.mounts.end(),
                                     [&](const model::MountPoint& mount) { return mount.type == place.type; });
    if (!mounted && subject.find(place.path) != std::string::npos)
      return {std::string(place.cause), std::string(place.next_step)};
  }
  return {};
}

}  // namespace

std::string way_to_rights(const Surroundings& around, const std::string& missing) {
  if (!around.root) return "run it as root (sudo bpflens ...)";
  return "this is root already: its container or service must be given " + missing;
}

Explanation explain_file(const std::string& path) {
  return {.cause = "the file's permissions, or those of a directory above it, keep this user out",
          .next_step = "see them with: namei -l " + path};
}

Explanation explain_device(const std::string& device) {
  return {"the network device " + device + " takes no such programs and maps (offload)",
          "see what it takes (bpflens feature probe dev " + device + ")"};
}

Explanation explain(int error, const std::string& subject, const Surroundings& around, Makes makes,
                    const Takes& takes) {
  switch (error) {
    case EPERM:
    case EACCES:
      return permission(error, around, makes, takes);
    case ENOENT:
      return absence(subject, around);
    case ENOSYS:
      return {
          "this kernel was built without the system call (CONFIG_BPF_SYSCALL), or a container's seccomp filter "
          "hides it",
          ""};
    case EINVAL:
      return {release(around) + " doesn't know what was asked for, or a value is out of range",
              "see what it knows (bpflens feature probe)"};
    case E2BIG:
      return {"it is more than the object has room for, or has fields that " + release(around) + " doesn't know", ""};
    case EBUSY:
      return {"something else holds or changes it", "see who (bpflens prog list, map list, link list)"};
    case ENOSPC:
      return {"there is no room for it in what it would go into", "make that larger, or remove something"};
    case EOPNOTSUPP:
    case kNotSupported:
      return {release(around) + " doesn't offer this for such an object", "see what it offers (bpflens feature probe)"};
    case ENOMEM:
      return {"there is no memory for it, in the machine or in the control group (memory.max)", ""};
    default:
      return {};
  }
}

}  // namespace bpflens::kernel
