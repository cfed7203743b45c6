// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What a kernel may be able to do beyond its types and helpers: one row each, with the release that brought it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace bpflens::model {

enum class Ability : std::uint8_t {
  bpf_syscall,
  // What bpftool calls miscellaneous.
  large_programs,
  bounded_loops,
  isa_v2,
  isa_v3,
  isa_v4,
  // Instructions that no version of the set stands for.
  atomics,
  may_goto,
  address_space_cast,
  load_acquire,
  indirect_jump,
  // What programs may be made of, and how they are started.
  bpf_to_bpf_calls,
  global_data,
  sleepable,
  trampoline,
  kfunc_calls,
  kprobe_multi,
  uprobe_multi,
  perf_link_cookie,
  raw_tracepoint_cookie,
  tokens,
  // Maps and memory.
  batch_operations,
  ring_buffer,
  cgroup_memory_accounting,
  // A network device's; asked of Prober::on_device's prober.
  xdp_generic,
  xdp_native,
  xdp_offload,
  xdp_zero_copy,
  xdp_fragments,
};

// Where an ability is told of.
enum class AbilityGroup : std::uint8_t { syscall, misc, instructions, programs, maps, device };

struct AbilityFact {
  Ability ability;
  AbilityGroup group;
  std::string_view name;     // "large_insn_limit": the word in reports and requirements
  std::string_view since;    // the first Linux release that had it: "5.2"; empty where a device decides
  std::string_view source;   // where the kernel decides about it
  std::string_view summary;  // what it lets a program do, in a few words
};

// One row an ability, in the enum's order.
std::span<const AbilityFact> abilities();

const AbilityFact& ability_fact(Ability ability);

// The row of that name; nothing when there is none.
std::optional<Ability> ability_named(std::string_view name);

}  // namespace bpflens::model
