// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Does the kernel take a BTF kind? Found out by giving it a blob with one such type.
#pragma once

#include <cstdint>

#include "model/support.hpp"

namespace bpflens::kernel {

model::Support probe_btf_kind(std::uint32_t kind);

}  // namespace bpflens::kernel
