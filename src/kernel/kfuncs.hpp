// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The kernel functions that programs may call, and from which program types.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/kfunc.hpp"

namespace bpflens::kernel {

struct KfuncQuestion {
  std::uint32_t program_type = 0;
  const model::Kfunc* kfunc = nullptr;  // one of list()'s
};

class Kfuncs {
 public:
  virtual ~Kfuncs() = default;

  // All kfuncs of the kernel and its modules, by the tags in their BTF.
  virtual model::KfuncCatalogue list() = 0;

  // May programs of the type call it? One answer a question, in the same order. Costs one load or more a
  // question (20 to 50 us each), spread over two threads.
  virtual std::vector<model::KfuncSupport> callable(std::span<const KfuncQuestion> questions) = 0;
};

}  // namespace bpflens::kernel
