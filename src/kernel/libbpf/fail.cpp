// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Looks for what on this machine explains a failed call.
#include "kernel/libbpf/fail.hpp"

#include <linux/capability.h>

#include <cerrno>

#include "kernel/libbpf/absence.hpp"
#include "kernel/libbpf/credentials.hpp"
#include "kernel/libbpf/refused_calls.hpp"

namespace bpflens::kernel {

std::string permission_cause() {
  const auto has = [held = effective_capabilities()](int capability) { return (held >> capability & 1) != 0; };
  if (!has(CAP_SYS_ADMIN)) {
    if (!has(CAP_BPF)) return "this process has neither CAP_BPF nor CAP_SYS_ADMIN";
    return "this process has CAP_BPF but not CAP_SYS_ADMIN, which ids and other users' objects need";
  }
  if (in_initial_user_namespace()) return "";
  const std::string delegation = delegation_in_use();
  return "its capabilities count only inside a user namespace" +
         (delegation.empty() ? "" : ", and this isn't delegated by the bpffs " + delegation);
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
