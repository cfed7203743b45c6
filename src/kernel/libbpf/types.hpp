// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// kernel::Types over bpf(2) and /sys/kernel/btf.
#pragma once

#include "kernel/types.hpp"

namespace bpflens::kernel {

class LibbpfTypes : public Types {
 public:
  std::optional<std::vector<std::byte>> blob(model::BtfId id) override;
  std::optional<std::vector<std::byte>> vmlinux() override;
};

}  // namespace bpflens::kernel
