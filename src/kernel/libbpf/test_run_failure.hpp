// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Why the kernel would not run a program by hand, by the rules of the program's type.
#pragma once

#include "kernel/error.hpp"
#include "model/program.hpp"
#include "model/test_run.hpp"

namespace bpflens::kernel {

Failure test_run_failure(const model::Program& program, const model::TestInput& input, int error,
                         const std::string& permission);

}  // namespace bpflens::kernel
