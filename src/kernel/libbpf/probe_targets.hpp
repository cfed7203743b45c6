// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// How programs of each type are to be loaded so that the kernel looks at them at all: the attach type, and
// for the types that attach to something with a type of its own, that something in vmlinux BTF.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kernel/libbpf/kernel_names.hpp"
#include "kernel/libbpf/probe_load.hpp"

namespace bpflens::kernel {

struct TargetChoice {
  ProbeTarget target;
  std::string note;         // "attach type cgroup_setsockopt": what is special about it; empty for the usual one
  std::string unavailable;  // why it can't be put together here; empty if it can
};

// The usual target first. A type newer than this build has one target without attach type.
std::vector<TargetChoice> targets_of(std::uint32_t program_type, KernelNames& names);

// Whether a helper that the type's other targets refuse could be callable from this one. Known for the helpers
// that Linux 6.18 has; a newer helper may.
bool may_differ(const TargetChoice& choice, std::uint32_t helper);

}  // namespace bpflens::kernel
