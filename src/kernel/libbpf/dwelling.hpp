// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Where a process lives, as /proc tells: control group, container, mount namespace.
#pragma once

#include "model/holder.hpp"

namespace bpflens::kernel {

// Empty for a process that has gone.
model::Dwelling dwelling_of(int pid);

// Whether the process numbers that this process sees are those of the kernel.
bool in_first_pid_namespace();

}  // namespace bpflens::kernel
