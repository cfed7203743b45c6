// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// kernel::Prober by loading small programs and making small maps.
#pragma once

#include "kernel/libbpf/kernel_names.hpp"
#include "kernel/prober.hpp"

namespace bpflens::kernel {

class LoadingProber : public Prober {
 public:
  explicit LoadingProber(KernelNames& names) : names_(names) {}

  std::vector<NamedValue> program_types() override;
  std::vector<NamedValue> map_types() override;
  std::vector<NamedValue> helpers() override;
  model::Support program_type(std::uint32_t type) override;
  model::Support map_type(std::uint32_t type) override;
  model::Support helper(std::uint32_t program_type, std::uint32_t helper) override;

 private:
  KernelNames& names_;
};

}  // namespace bpflens::kernel
