// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What this process is allowed: its effective capabilities, and whether they count.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace bpflens::kernel {

// The calling thread's effective set, as in /proc/thread-self/status: bit n is capability n.
std::uint64_t effective_capabilities();

// A process in a user namespace of its own may hold every capability there and none that bpf(2) asks for.
bool in_initial_user_namespace();

// Of the capabilities that bpf(2) asks for, those held: "CAP_BPF".
std::vector<std::string> held_capabilities();

// Why the kernel may have hidden something from this process rather than lack it; empty for a process with all
// rights (CAP_SYS_ADMIN, or CAP_BPF, CAP_PERFMON and CAP_NET_ADMIN together, in the initial user namespace).
std::string missing_privilege();

}  // namespace bpflens::kernel
