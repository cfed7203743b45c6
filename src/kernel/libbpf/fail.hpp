// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The one place where a failed call becomes a kernel::Error: it adds the cause as found on this
// machine and the next step.
#pragma once

#include <string>

#include "kernel/error.hpp"

namespace bpflens::kernel {

inline constexpr int kNotSupported = 524;  // ENOTSUPP, the kernel's own, which has no name in user space

// Throws for a call that failed with this errno. EPERM and EACCES become ErrorKind::permission with
// the missing capability or the policy named; other numbers become ErrorKind::refused.
[[noreturn]] void fail(const std::string& operation, const std::string& subject, int error);

// Throws as it stands, but for the cause of an ENOSYS.
[[noreturn]] void fail(Failure failure);

// What on this machine explains a permission error of bpf(2), e.g. "the process lacks CAP_SYS_ADMIN".
// Empty when nothing was found. Reads /proc/self/status, the lockdown mode and sysctls.
std::string permission_cause();

}  // namespace bpflens::kernel
