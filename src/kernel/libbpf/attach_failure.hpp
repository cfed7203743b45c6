// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Why a loaded program did not attach where its section says.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/error.hpp"

namespace bpflens::kernel {

struct AttachingProgram {
  std::string name;
  std::string section;
  std::uint32_t type = 0;  // enum bpf_prog_type
};

// Whether a program of this type in this section needs nothing else to be attached:
// "tracepoint/syscalls/sys_enter_write" does, "xdp" and a bare "kprobe" don't.
bool section_says_where(std::uint32_t type, std::string_view section);

// What of what is traced isn't there (ENOENT), where that can be told; of_kernel: a probe of a function of the
// kernel's.
void explain_missing_hook(Failure& failure, std::uint32_t type, bool of_kernel);

Failure attach_failure(const AttachingProgram& program, int error, const std::vector<std::string>& warnings);

}  // namespace bpflens::kernel
