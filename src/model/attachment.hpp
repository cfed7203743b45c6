// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A program attached through a perf event descriptor, as BPF_TASK_FD_QUERY tells of it.
#pragma once

#include <cstdint>
#include <string>

#include "model/id.hpp"
#include "model/process.hpp"

namespace bpflens::model {

struct PerfAttachment {
  // enum bpf_task_fd_type, in the kernel's order.
  enum class Kind : std::uint32_t { raw_tracepoint, tracepoint, kprobe, kretprobe, uprobe, uretprobe };

  Process process;
  std::int32_t fd = 0;
  ProgramId program;
  Kind kind = Kind::tracepoint;
  std::string target;         // tracepoint name, kernel symbol or file; empty when only the address is known
  std::uint64_t offset = 0;   // into the symbol or file
  std::uint64_t address = 0;  // kprobes without a symbol
};

}  // namespace bpflens::model
