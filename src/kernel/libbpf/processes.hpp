// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// kernel::Processes over signalfd, pidfd and /proc.
#pragma once

#include "kernel/processes.hpp"

namespace bpflens::kernel {

class LinuxProcesses : public Processes {
 public:
  std::unique_ptr<Stop> catch_stop() override;
  std::unique_ptr<Child> start(const std::vector<std::string>& command, bool divert_output) override;
  std::unique_ptr<Pager> page(const std::vector<std::string>& command) override;
  int own_pid() override;
  std::string comm(int pid) override;
};

}  // namespace bpflens::kernel
