// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// kernel::Attachments over BPF_TASK_FD_QUERY.
#pragma once

#include "kernel/attachments.hpp"
#include "kernel/libbpf/kernel_names.hpp"

namespace bpflens::kernel {

class TaskAttachments : public Attachments {
 public:
  explicit TaskAttachments(KernelNames& names) : names_(names) {}

  PerfAttachments perf() override;
  void attach(const model::Program& program, const AttachPoint& point) override;
  void detach(const model::Program& program, const AttachPoint& point) override;
  std::vector<model::Link> links_of(model::ProgramId program) override;
  bool detach(const model::Link& link) override;

 private:
  KernelNames& names_;
};

}  // namespace bpflens::kernel
