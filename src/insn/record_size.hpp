// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// How long the records are that a program writes into a map, and into which slots: read off its instructions.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "insn/instruction.hpp"

namespace bpflens::insn {

enum class Writing {
  perf_event_output,  // (ctx, map, flags, data, size)
  ringbuf,            // output(map, data, size, flags) and reserve(map, size, flags)
};

// The length given at each call with this map as its argument, in bytes; nothing for a call whose length isn't
// a constant moved into its register in the straight line of instructions before the call. The instructions
// are those the kernel gives out (BPF_OBJ_GET_INFO_BY_FD), where a map's load holds its id.
std::vector<std::optional<std::uint32_t>> record_sizes(std::span<const Instruction> instructions, std::uint32_t map_id,
                                                       Writing writing);

// The slots of this perf event array that calls of bpf_perf_event_output name, in ascending order: each is one CPU's.
// Nothing for BPF_F_CURRENT_CPU, and for what isn't constant. The instructions are as above.
std::set<std::uint32_t> slots_named(std::span<const Instruction> instructions, std::uint32_t map_id);

}  // namespace bpflens::insn
