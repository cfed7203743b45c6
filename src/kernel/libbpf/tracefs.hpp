// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// tracefs, where the ids of tracepoints are found.
#pragma once

#include <string>
#include <string_view>

namespace bpflens::kernel {

// At /sys/kernel/tracing, or where kernels before 4.1 had it, below debugfs.
bool tracefs_mounted();

// The directory that has the pipe of what programs print; empty where it can't be found.
std::string tracefs_directory();

// Whether attaching a program of this section looks an id up in tracefs.
bool needs_tracefs(std::string_view section);

// Mounts it at /sys/kernel/tracing; throws when the kernel refuses.
void mount_tracefs();

}  // namespace bpflens::kernel
