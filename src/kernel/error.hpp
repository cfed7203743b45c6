// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A call that failed, with what a user needs to go on: what was tried, on what, errno, the cause
// found on this machine and the next step. Thrown only below kernel/libbpf; caught only in cli::run.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace bpflens::kernel {

enum class ErrorKind {
  not_found,     // the object asked for isn't there
  refused,       // the kernel or a file said no
  permission,    // a capability is missing, or a policy forbids it
  undetermined,  // the question could not be put
  verifier,      // the verifier rejected a program
};

// What failed, before it becomes a message.
struct Failure {
  ErrorKind kind = ErrorKind::refused;
  std::string operation;  // "load program xdp_pass"
  std::string subject;    // "filter.o"; may be empty
  int error = 0;          // errno; 0 when no system call failed
  std::string cause;      // as found on this machine; may be empty
  std::string next_step;  // what to do about it; may be empty
  std::string log;        // the verifier's log; may be empty
  std::string program;    // the one that was refused when an object was loaded; may be empty
};

class Error : public std::runtime_error {
 public:
  explicit Error(Failure failure);
  const Failure& failure() const { return failure_; }

 private:
  Failure failure_;
};

// "cannot load program xdp_pass from filter.o: EPERM (Operation not permitted): cause; next step"
std::string message(const Failure& failure);

// What stands behind the colon there: "EPERM (Operation not permitted): cause; next step".
std::string reason(const Failure& failure);

// "EPERM" for 1; "errno 4095" for a number without a name.
std::string errno_name(int error);

}  // namespace bpflens::kernel
