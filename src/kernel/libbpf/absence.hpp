// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A kernel without BPF.
#pragma once

#include <cerrno>
#include <string>

#include "kernel/explain.hpp"

namespace bpflens::kernel {

// What explains that a system call isn't there (ENOSYS).
inline std::string absence_cause() { return explain(ENOSYS, "", {}).cause; }

}  // namespace bpflens::kernel
