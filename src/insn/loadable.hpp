// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Instructions as the kernel gives them out, made into such as it takes in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "insn/instruction.hpp"

namespace bpflens::insn {

struct Loadable {
  std::vector<Instruction> instructions;
  std::vector<std::size_t> lost;  // slots with calls of functions that are no helpers: these don't load again
};

// A kernel that has loaded a program keeps addresses in its calls; here helpers have their numbers again, and
// subprograms their distance in the immediate. `helper` tells which one the call in a slot is. What the verifier
// has rewritten besides stays rewritten, and loads of maps hold ids.
Loadable loadable(std::span<const Instruction> instructions,
                  const std::function<std::optional<std::uint32_t>(std::size_t slot)>& helper);

}  // namespace bpflens::insn
