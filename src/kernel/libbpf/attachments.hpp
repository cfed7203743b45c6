// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// kernel::Attachments over BPF_TASK_FD_QUERY.
#pragma once

#include "kernel/attachments.hpp"

namespace bpflens::kernel {

class TaskAttachments : public Attachments {
 public:
  PerfAttachments perf() override;
  std::vector<MapAttachment> at_maps(const std::vector<model::Map>& maps) override;
  void attach(const model::Program& program, const AttachPoint& point) override;
  void detach(const model::Program& program, const AttachPoint& point) override;
};

}  // namespace bpflens::kernel
