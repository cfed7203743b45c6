// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// How programs of each type are to be loaded so that the kernel looks at them at all: the attach type, and
// for the types that attach to something with a type of its own, that something in vmlinux BTF.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/libbpf/kernel_names.hpp"
#include "kernel/libbpf/probe_load.hpp"
#include "kernel/libbpf/replaceable_program.hpp"
#include "model/support.hpp"

namespace bpflens::kernel {

struct TargetChoice {
  ProbeTarget target;
  std::string note;         // "attach type cgroup_setsockopt": what is special about it where it has helpers of its own
  std::string unavailable;  // why it can't be put together here; empty if it can
  std::span<const std::uint32_t> helpers;                 // those that only this target may have; empty: any
  std::shared_ptr<const ReplaceableProgram> replaceable;  // for extensions: the program they change a function of
};

// The usual target first. A type newer than this build has one target without attach type.
std::vector<TargetChoice> targets_of(std::uint32_t program_type, KernelNames& names);

// The same for attaching, not for calling helpers: every attach type that has a target in BTF.
std::vector<TargetChoice> attach_targets_of(std::uint32_t program_type, KernelNames& names);

// Why a target can't be put together: no, if the kernel's BTF is there and lacks it; else unknown.
model::Support unavailable(const TargetChoice& choice, KernelNames& names);

// A target together with the answer to whether programs load there at all.
struct TriedTarget {
  TargetChoice choice;
  model::Support loads;
};

std::vector<TriedTarget> try_targets(std::uint32_t program_type, KernelNames& names);

// A network device as the target.
TriedTarget try_device(std::uint32_t program_type, std::uint32_t ifindex);

// Whether a helper that the type's other targets refuse could be callable from this one. Known for the helpers
// that Linux 6.18 has; a newer helper may.
bool may_differ(const TargetChoice& choice, std::uint32_t helper);

// What to say of a helper that can be called there; empty when the type's usual programs can call it, too.
std::string_view note_on(const TargetChoice& choice, std::uint32_t helper);

}  // namespace bpflens::kernel
