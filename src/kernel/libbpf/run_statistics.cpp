// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// BPF_ENABLE_STATS gives a descriptor; the counting ends when the last such descriptor is closed.
#include "kernel/run_statistics.hpp"

#include <bpf/bpf.h>
#include <linux/bpf.h>

#include <cerrno>

#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/fail.hpp"
#include "kernel/libbpf/programs.hpp"

namespace bpflens::kernel {
namespace {

class CountedRuns final : public RunStatistics {
 public:
  CountedRuns(Descriptor counting, LibbpfPrograms& programs, std::vector<model::ProgramId> ids)
      : counting_(std::move(counting)), programs_(programs), ids_(std::move(ids)) {}

  RunSample sample() override {
    RunSample sample;
    if (ids_.empty()) sample.programs = programs_.list(Detail::info);
    for (const model::ProgramId id : ids_)
      if (auto program = programs_.find(id)) sample.programs.push_back(std::move(*program));
    sample.taken = std::chrono::steady_clock::now().time_since_epoch();
    return sample;
  }

 private:
  Descriptor counting_;
  LibbpfPrograms& programs_;
  std::vector<model::ProgramId> ids_;
};

}  // namespace

std::unique_ptr<RunStatistics> LibbpfPrograms::statistics(std::vector<model::ProgramId> ids) {
  Descriptor counting(bpf_enable_stats(BPF_STATS_RUN_TIME));
  if (!counting && errno == EINVAL)
    fail(Failure{.operation = "count the runs of programs",
                 .subject = "",
                 .error = EINVAL,
                 .cause = "this kernel can't do so on demand (Linux 5.8 can)",
                 .next_step = "switch it on for all (sysctl kernel.bpf_stats_enabled=1), and see prog show"});
  if (!counting) fail("count the runs of programs", "", errno);
  return std::make_unique<CountedRuns>(std::move(counting), *this, std::move(ids));
}

}  // namespace bpflens::kernel
