// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// How often programs run and how long they take, counted while somebody looks.
#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "model/program.hpp"

namespace bpflens::kernel {

struct RunSample {
  std::chrono::nanoseconds taken{0};     // by a clock that is never set
  std::vector<model::Program> programs;  // by rising id, with the counts since they were loaded
};

// While it lives the kernel counts the runs of every program (BPF_ENABLE_STATS, Linux 5.8): a few nanoseconds a run.
class RunStatistics {
 public:
  virtual ~RunStatistics() = default;
  virtual RunSample sample() = 0;
};

}  // namespace bpflens::kernel
