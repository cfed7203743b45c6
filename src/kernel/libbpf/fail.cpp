// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Looks for what on this machine explains a failed call.
#include "kernel/libbpf/fail.hpp"

#include <linux/capability.h>

#include <cerrno>
#include <cstdint>
#include <fstream>
#include <string_view>

#include "kernel/libbpf/absence.hpp"

namespace bpflens::kernel {
namespace {

std::uint64_t effective_capabilities() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("CapEff:")) return std::stoull(line.substr(7), nullptr, 16);
  return 0;
}

// A process in a user namespace of its own may hold every capability there and none that bpf(2) asks for.
bool in_initial_user_namespace() {
  std::ifstream map("/proc/self/uid_map");
  std::uint64_t inside = 0;
  std::uint64_t outside = 0;
  std::uint64_t count = 0;
  return !(map >> inside >> outside >> count) || (inside == 0 && outside == 0 && count == UINT32_MAX);
}

}  // namespace

std::string permission_cause() {
  const auto has = [held = effective_capabilities()](int capability) { return (held >> capability & 1) != 0; };
  if (!has(CAP_SYS_ADMIN)) {
    if (!has(CAP_BPF)) return "this process has neither CAP_BPF nor CAP_SYS_ADMIN";
    return "this process has CAP_BPF but not CAP_SYS_ADMIN, which ids and other users' objects need";
  }
  if (!in_initial_user_namespace()) return "its capabilities count only inside a user namespace";
  return "";
}

[[noreturn]] void fail(Failure failure) {
  if (failure.error == ENOSYS && failure.cause.empty()) failure.cause = absence_cause();
  throw Error(std::move(failure));
}

[[noreturn]] void fail(const std::string& operation, const std::string& subject, int error) {
  Failure failure{.operation = operation, .subject = subject, .error = error};
  if (error == EPERM || error == EACCES) {
    failure.kind = ErrorKind::permission;
    failure.cause = permission_cause();
    if (!failure.cause.empty()) failure.next_step = "run it as root (sudo bpflens ...)";
  }
  fail(std::move(failure));
}

}  // namespace bpflens::kernel
