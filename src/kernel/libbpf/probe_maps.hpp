// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Does a map type exist? Found out by making one such map, as small as it gets.
#pragma once

#include <cstdint>

#include "model/support.hpp"

namespace bpflens::kernel {

model::Support probe_map_type(std::uint32_t type);

}  // namespace bpflens::kernel
