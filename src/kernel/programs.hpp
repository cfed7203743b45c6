// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The programs the kernel holds, whoever loaded them.
#pragma once

#include <optional>
#include <vector>

#include "model/code.hpp"
#include "model/program.hpp"

namespace bpflens::kernel {

class Programs {
 public:
  virtual ~Programs() = default;

  // Every program, by rising id. One that vanishes during the walk is left out. Needs CAP_SYS_ADMIN.
  virtual std::vector<model::Program> list() = 0;

  // One program; nothing when no program has that id.
  virtual std::optional<model::Program> find(model::ProgramId id) = 0;

  // A program's instructions and machine code, with the names of the kernel functions it calls; nothing
  // when no program has that id.
  virtual std::optional<model::ProgramCode> code(model::ProgramId id) = 0;
};

}  // namespace bpflens::kernel
