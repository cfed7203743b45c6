// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Undoes what fixup_bpf_calls() and jit_subprogs() in the kernel's verifier do to calls.
#include "insn/loadable.hpp"

namespace bpflens::insn {

Loadable loadable(std::span<const Instruction> instructions,
                  const std::function<std::optional<std::uint32_t>(std::size_t slot)>& helper) {
  Loadable result{{instructions.begin(), instructions.end()}, {}};
  for (std::size_t slot = 0; slot < result.instructions.size(); ++slot) {
    Instruction& i = result.instructions[slot];
    if (is_wide(i)) {
      ++slot;  // the second half is no instruction; a function's holds the number of the subprogram
      if (i.src == kPseudoFunction && slot < result.instructions.size()) result.instructions[slot].imm = 0;
    } else if (is_call(i) && i.src == kSubprogram) {
      i.imm = call_distance(i);
      i.off = 0;
    } else if (is_call(i) && i.src == kHelper) {
      const auto number = helper(slot);
      if (number) i.imm = static_cast<std::int32_t>(*number);
      if (!number) result.lost.push_back(slot);
    }
  }
  return result;
}

}  // namespace bpflens::insn
