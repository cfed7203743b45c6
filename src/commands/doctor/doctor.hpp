// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What "doctor" looks at, a function each.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "kernel/kernel.hpp"
#include "model/diagnosis.hpp"

namespace bpflens::commands {

// What several facts are read off, asked once.
struct Patient {
  kernel::Kernel& kernel;
  model::Surroundings around;
  std::optional<std::map<std::string, std::string>> config;
};

// What this process may do.
model::Fact bpf_call(const Patient& patient);
model::Fact capabilities(const Patient& patient);
model::Fact without_privileges(const Patient& patient);
model::Fact lockdown(const Patient& patient);

// What the kernel can do.
model::Fact release(const Patient& patient);
model::Fact security_modules(const Patient& patient);
model::Fact lsm_programs(const Patient& patient);
model::Fact fentry_programs(const Patient& patient);
model::Fact kprobes(const Patient& patient);
model::Fact kernel_types(const Patient& patient);
model::Fact jit(const Patient& patient);
model::Fact jit_hardening(const Patient& patient);
model::Fact memory_limit(const Patient& patient);

// What is mounted and installed.
model::Fact bpffs(const Patient& patient);
model::Fact tracefs(const Patient& patient);
model::Fact cgroup2(const Patient& patient);
model::Fact clang(const Patient& patient);
model::Fact headers(const Patient& patient);
model::Fact libbpf(const Patient& patient);

}  // namespace bpflens::commands
