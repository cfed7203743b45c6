// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// kernel::Prober by loading small programs and making small maps.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "kernel/libbpf/kernel_names.hpp"
#include "kernel/prober.hpp"

namespace bpflens::kernel {

class LoadingProber : public Prober {
 public:
  explicit LoadingProber(KernelNames& names) : names_(names) {}

  std::vector<NamedValue> values(Vocabulary of) override;
  model::Support has(Vocabulary of, std::uint32_t value) override;
  std::vector<model::HelperSupport> helpers(std::span<const HelperQuestion> questions) override;
  model::Support ability(Ability ability) override;
  std::unique_ptr<Prober> on_device(const std::string& device) override;

 private:
  KernelNames& names_;
};

}  // namespace bpflens::kernel
