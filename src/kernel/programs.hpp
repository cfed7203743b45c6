// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The programs the kernel holds, whoever loaded them.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "kernel/detail.hpp"
#include "kernel/profile.hpp"
#include "kernel/run_statistics.hpp"
#include "model/code.hpp"
#include "model/program.hpp"
#include "model/test_run.hpp"

namespace bpflens::kernel {

class Programs {
 public:
  virtual ~Programs() = default;

  // Every program, by rising id. One that vanishes during the walk is left out. Needs CAP_SYS_ADMIN.
  virtual std::vector<model::Program> list(Detail detail = Detail::all) = 0;

  // One program; nothing when no program has that id.
  virtual std::optional<model::Program> find(model::ProgramId id) = 0;

  // A program's instructions and machine code, with the names of the kernel functions it calls; nothing
  // when no program has that id.
  virtual std::optional<model::ProgramCode> code(model::ProgramId id) = 0;

  // The instructions alone, as 8-byte slots; empty when they can't be had. Doesn't look any name up.
  virtual std::vector<std::byte> instructions(model::ProgramId id) {
    const auto all = code(id);
    return all ? all->translated : std::vector<std::byte>();
  }

  // Runs a program once or more with this input (BPF_PROG_TEST_RUN). Throws, with the rule that the input breaks
  // as far as it can be told, when the kernel refuses it.
  virtual model::TestResult run(const model::Program& program, const model::TestInput& input) = 0;

  // Has the kernel count the runs of the programs with these ids (all, when there are none).
  virtual std::unique_ptr<RunStatistics> statistics(std::vector<model::ProgramId> ids) = 0;

  // Counts these metrics while the program runs, by programs of ours in front of it and behind it (fentry, fexit: Linux
  // 5.5, not where the kernel is locked down). Throws when the machine lacks a counter or the kernel refuses.
  virtual std::unique_ptr<Profile> profile(const model::Program& program,
                                           std::vector<const model::ProfileMetric*> metrics) = 0;
};

}  // namespace bpflens::kernel
