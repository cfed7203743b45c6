// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Looks for what on this machine explains a failed call.
#include "kernel/libbpf/fail.hpp"

#include <cerrno>

#include "kernel/libbpf/host.hpp"

namespace bpflens::kernel {

std::string permission_cause() { return explain(EPERM, "", this_machine()).cause; }

void add_explanation(Failure& failure, Makes makes, const Takes& takes) {
  if (failure.error == 0 || (!failure.cause.empty() && !failure.next_step.empty())) return;
  const Explanation found = explain(failure.error, failure.subject, this_machine(), makes, takes);
  if (failure.cause.empty()) failure.cause = found.cause;
  if (failure.next_step.empty() && failure.cause == found.cause) failure.next_step = found.next_step;
  if (failure.error == kNotSupported) failure.error = EOPNOTSUPP;
}

std::string why(int error, const Takes& takes) {
  Failure failure{.error = error};
  add_explanation(failure, Makes::nothing, takes);
  return reason(failure);
}

[[noreturn]] void fail(Failure failure) {
  add_explanation(failure);
  throw Error(std::move(failure));
}

[[noreturn]] void fail(const std::string& operation, const std::string& subject, int error, const Takes& takes) {
  const bool permission = error == EPERM || error == EACCES;
  Failure failure{.kind = permission ? ErrorKind::permission : ErrorKind::refused,
                  .operation = operation,
                  .subject = subject,
                  .error = error};
  add_explanation(failure, Makes::nothing, takes);
  fail(std::move(failure));
}

}  // namespace bpflens::kernel
