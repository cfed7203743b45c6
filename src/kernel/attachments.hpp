// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What is attached through perf event descriptors, found by asking every descriptor of every process.
#pragma once

#include <cstddef>
#include <vector>

#include "model/attachment.hpp"

namespace bpflens::kernel {

struct PerfAttachments {
  std::vector<model::PerfAttachment> found;  // by pid, then descriptor
  std::size_t hidden_processes = 0;          // processes whose descriptors this one may not see
};

class Attachments {
 public:
  virtual ~Attachments() = default;
  virtual PerfAttachments perf() = 0;  // BPF_TASK_FD_QUERY, Linux 4.18
};

}  // namespace bpflens::kernel
