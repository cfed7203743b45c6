// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// LinuxHost on this process's rights and on what is mounted.
#include <linux/capability.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "kernel/libbpf/credentials.hpp"
#include "kernel/libbpf/fail.hpp"
#include "kernel/libbpf/host.hpp"
#include "kernel/libbpf/mountinfo.hpp"
#include "kernel/libbpf/refused_calls.hpp"
#include "kernel/libbpf/security.hpp"

namespace bpflens::kernel {
namespace {

constexpr auto kFileSystems = std::to_array<std::string_view>({"bpf", "tracefs", "cgroup2"});
constexpr const char* kNoSecurityfs =
    "securityfs is not mounted (/sys/kernel/security) and this process may not look at it, or the kernel has none";

model::Told told(std::string value, const char* otherwise) {
  if (value.empty()) return {std::nullopt, otherwise};
  return {std::move(value), ""};
}

std::vector<model::MountPoint> mounts_for_bpf() {
  std::vector<model::MountPoint> found;
  for (const Mount& mount : mounts_of("self"))
    if (std::find(kFileSystems.begin(), kFileSystems.end(), mount.type) != kFileSystems.end())
      found.push_back({mount.type, mount.point});
  return found;
}

std::optional<std::uint64_t> memory_lock() {
  rlimit limit{};
  const bool limited = getrlimit(RLIMIT_MEMLOCK, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
  return limited ? std::optional<std::uint64_t>(limit.rlim_cur) : std::nullopt;
}

}  // namespace

model::Surroundings this_machine() {
  utsname names;
  model::Surroundings around;
  around.release = told(uname(&names) == 0 ? names.release : "", "uname(2) failed");
  around.lockdown = told(lockdown_mode(), kNoSecurityfs);
  around.lsms = told(security_modules(), kNoSecurityfs);
  around.capabilities = held_capabilities();
  around.root = geteuid() == 0;
  around.in_user_namespace = !in_initial_user_namespace();
  if (around.in_user_namespace) around.delegation = delegation_in_use();
  around.mounts = mounts_for_bpf();
  around.memory_lock = memory_lock();
  return around;
}

model::Surroundings LinuxHost::surroundings() { return this_machine(); }

void LinuxHost::become_unprivileged() {
  __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  const std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
  if (syscall(SYS_capset, &header, none.data()) != 0) fail("give up capabilities of", "this process", errno);
}

std::optional<unsigned> LinuxHost::terminal_columns() {
  winsize size{};
  if (isatty(STDOUT_FILENO) == 0 || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return std::nullopt;
  return size.ws_col > 0 ? size.ws_col : 80U;
}

std::string LinuxHost::environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value != nullptr ? value : "";
}

bool LinuxHost::error_on_terminal() { return isatty(STDERR_FILENO) == 1; }

}  // namespace bpflens::kernel
