// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Calls of bpf(2) that are refused for want of rights, and the ways that are left. There is nothing to call: each such
// call of this process, libbpf's among them, is tried again
// - with a token: a bpffs mounted with delegate_* options (Linux 6.9) lets the user namespace that it belongs to make
//   maps and load programs;
// - by this process's own descriptors: opening by id takes CAP_SYS_ADMIN, also for what was made here just before.
#pragma once

#include <string>

namespace bpflens::kernel {

// The delegation in use, to be told when it wasn't enough: "/sys/fs/bpf (delegate_cmds=prog_load,delegate_progs=xdp)".
// Empty without a token: outside user namespaces, and where no mount delegates anything.
std::string delegation_in_use();

// Whether a call found no descriptor free since this was last asked.
bool had_no_descriptors();

}  // namespace bpflens::kernel
