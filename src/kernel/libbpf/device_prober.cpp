// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The kernel hands programs and maps with an ifindex to the device's driver. Only programs of two types and maps
// of two types may have one (bpf_prog_dev_bound_init(), bpf_map_offload_map_alloc() in kernel/bpf/offload.c).
#include "kernel/libbpf/device_prober.hpp"

#include <linux/bpf.h>

#include <algorithm>
#include <array>

#include "kernel/libbpf/newer_uapi.hpp"
#include "kernel/libbpf/probe_abilities.hpp"
#include "kernel/libbpf/probe_helpers.hpp"
#include "kernel/libbpf/probe_maps.hpp"
#include "kernel/libbpf/probe_targets.hpp"
#include "kernel/libbpf/xdp_features.hpp"

namespace bpflens::kernel {
namespace {

constexpr auto kProgramTypes = std::to_array<std::uint32_t>({BPF_PROG_TYPE_SCHED_CLS, BPF_PROG_TYPE_XDP});
constexpr auto kMapTypes = std::to_array<std::uint32_t>({BPF_MAP_TYPE_HASH, BPF_MAP_TYPE_ARRAY});
bool may_be_offloaded(Vocabulary of, std::uint32_t value) {
  const std::span<const std::uint32_t> types =
      of == Vocabulary::program_types ? std::span<const std::uint32_t>(kProgramTypes) : kMapTypes;
  return std::find(types.begin(), types.end(), value) != types.end();
}

}  // namespace

std::vector<NamedValue> DeviceProber::values(Vocabulary of) {
  std::vector<NamedValue> all = host_.values(of);
  if (of == Vocabulary::program_types || of == Vocabulary::map_types)
    std::erase_if(all, [of](const NamedValue& type) { return !may_be_offloaded(of, type.value); });
  return all;
}

model::Support DeviceProber::has(Vocabulary of, std::uint32_t value) {
  if (of == Vocabulary::program_types) return try_device(value, ifindex_).loads;
  if (of == Vocabulary::map_types) return probe_map_type(value, ifindex_);
  return model::unknown(0, "that is not a device's matter");
}

// What the device's driver doesn't take at all it takes with no helper.
std::vector<model::HelperSupport> DeviceProber::helpers(std::span<const HelperQuestion> questions) {
  return probe_helpers_on(questions, ifindex_);
}

model::Support DeviceProber::ability(Ability ability) {
  switch (ability) {
    case Ability::bpf_syscall:
      return host_.ability(ability);
    case Ability::xdp_generic:  // in front of every driver
      return host_.has(Vocabulary::program_types, BPF_PROG_TYPE_XDP);
    case Ability::xdp_native:
      return probe_xdp_feature(ifindex_, kXdpBasic);
    case Ability::xdp_offload:
      return probe_xdp_feature(ifindex_, kXdpOffload);
    case Ability::xdp_zero_copy:
      return probe_xdp_feature(ifindex_, kXdpZeroCopy);
    case Ability::xdp_fragments:
      return probe_xdp_feature(ifindex_, kXdpFragments);
    default:
      return probe_instructions(ability, ifindex_);
  }
}

}  // namespace bpflens::kernel
