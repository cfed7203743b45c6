// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Types as C declares them: what a vmlinux.h is made of.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "btf/types.hpp"

namespace bpflens::btf {

struct CHeader {
  std::string text;
  std::string problem;  // why there is none; empty when there is
};

// A header with the types named and what they need, or all types when none is named. Programs that include it
// access members wherever the kernel that loads them has them (CO-RE).
CHeader c_header(const Types& types, std::span<const std::uint32_t> roots);

}  // namespace bpflens::btf
