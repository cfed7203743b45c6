// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Instructions and sizes that newer kernels accept, asked with one program each.
#pragma once

#include "kernel/prober.hpp"

namespace bpflens::kernel {

model::Support probe_ability(Ability ability);

}  // namespace bpflens::kernel
