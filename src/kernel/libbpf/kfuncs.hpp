// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// kernel::Kfuncs: the list from BTF's declaration tags, the answers from loads of "call kfunc; exit".
#pragma once

#include <map>

#include "kernel/kfuncs.hpp"
#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/kernel_names.hpp"

namespace bpflens::kernel {

class TaggedKfuncs : public Kfuncs {
 public:
  explicit TaggedKfuncs(KernelNames& names) : names_(names) {}

  model::KfuncCatalogue list() override;
  std::vector<model::KfuncSupport> callable(std::span<const KfuncQuestion> questions) override;

 private:
  KernelNames& names_;
};

}  // namespace bpflens::kernel
