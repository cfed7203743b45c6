// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A kernel without BPF.
#pragma once

#include <string>

namespace bpflens::kernel {

// What explains that a system call isn't there (ENOSYS).
inline std::string absence_cause() {
  return "this kernel was built without the system call (CONFIG_BPF_SYSCALL), or a container's seccomp filter hides it";
}

}  // namespace bpflens::kernel
