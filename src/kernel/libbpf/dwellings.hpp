// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// kernel::Dwellings from /proc.
#pragma once

#include "kernel/dwellings.hpp"

namespace bpflens::kernel {

class ProcDwellings : public Dwellings {
 public:
  Inhabitants all() override;
};

}  // namespace bpflens::kernel
