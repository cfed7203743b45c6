// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// kernel::Prober by loading small programs and making small maps.
#pragma once

#include <cstdint>

#include "kernel/libbpf/kernel_names.hpp"
#include "kernel/prober.hpp"

namespace bpflens::kernel {

class LoadingProber : public Prober {
 public:
  explicit LoadingProber(KernelNames& names) : names_(names) {}

  std::vector<NamedValue> values(Vocabulary of) override;
  model::Support program_type(std::uint32_t type) override;
  model::Support map_type(std::uint32_t type) override;
  std::vector<model::HelperSupport> helpers(std::span<const HelperQuestion> questions) override;
  model::Support ability(Ability ability) override;

 private:
  KernelNames& names_;
};

}  // namespace bpflens::kernel
