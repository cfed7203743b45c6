// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/prober.hpp"

#include <net/if.h>
#include <sys/resource.h>

#include <cstdint>

#include "kernel/libbpf/device_prober.hpp"
#include "kernel/libbpf/probe_abilities.hpp"
#include "kernel/libbpf/probe_attach.hpp"
#include "kernel/libbpf/probe_btf.hpp"
#include "kernel/libbpf/probe_helpers.hpp"
#include "kernel/libbpf/probe_maps.hpp"
#include "model/helpers.hpp"
#include "model/map_flags.hpp"
#include "model/names.hpp"

namespace bpflens::kernel {
namespace {

// How an enum's values are called here and in the kernel's BTF.
struct Enumeration {
  std::vector<std::string_view> known;
  std::string_view enum_name;
  std::string_view prefix;       // cut from the enumerator...
  std::string_view word_prefix;  // ...and this put in its place
  std::uint32_t first = 1;
};

Enumeration enumeration(Vocabulary of) {
  const auto words = [](std::span<const std::string_view> names) {
    return std::vector<std::string_view>(names.begin(), names.end());
  };
  switch (of) {
    case Vocabulary::program_types:
      return {words(model::program_type_names()), "bpf_prog_type", "BPF_PROG_TYPE_", ""};
    case Vocabulary::map_types:
      return {words(model::map_type_names()), "bpf_map_type", "BPF_MAP_TYPE_", ""};
    case Vocabulary::attach_types:
      return {words(model::attach_type_names()), "bpf_attach_type", "BPF_", "", 0};
    case Vocabulary::link_types:
      return {words(model::link_type_names()), "bpf_link_type", "BPF_LINK_TYPE_", ""};
    case Vocabulary::map_flags:
      break;  // bits, not numbers
    case Vocabulary::btf_kinds:
      return {words(model::btf_kind_names()), "", "", ""};  // not an enum with a name
    case Vocabulary::helpers:
      break;
  }
  Enumeration helpers{{}, "bpf_func_id", "BPF_FUNC_", "bpf_"};
  for (const model::HelperFact& fact : model::helpers()) helpers.known.push_back(fact.name);
  return helpers;
}

// Before Linux 5.11 maps and programs count against RLIMIT_MEMLOCK until a moment after they are gone, and probing
// makes hundreds. Where the limit can't be raised, it has to do as it is.
void lift_memory_limit() {
  const rlimit unlimited{.rlim_cur = RLIM_INFINITY, .rlim_max = RLIM_INFINITY};
  setrlimit(RLIMIT_MEMLOCK, &unlimited);
}

}  // namespace

std::vector<NamedValue> LoadingProber::values(Vocabulary of) {
  std::vector<NamedValue> values;
  if (of == Vocabulary::map_flags) {
    for (const std::string_view word : model::map_flag_names())
      values.push_back({std::uint32_t{1} << values.size(), std::string(word)});
    return values;
  }
  const Enumeration enumeration = kernel::enumeration(of);
  for (std::uint32_t i = enumeration.first; i < enumeration.known.size(); ++i)
    values.push_back({i, std::string(enumeration.known[i])});
  for (const auto& [value, name] : names_.enumerators(enumeration.enum_name))
    if (value >= enumeration.known.size() && !name.starts_with("__"))
      values.push_back({value, std::string(enumeration.word_prefix) + short_word(name, enumeration.prefix)});
  return values;
}

model::Support LoadingProber::has(Vocabulary of, std::uint32_t value) {
  lift_memory_limit();
  switch (of) {
    case Vocabulary::program_types:
      return probe_program_type(value, names_);
    case Vocabulary::map_types:
      return probe_map_type(value);
    case Vocabulary::attach_types:
      return probe_attach_type(value, names_);
    case Vocabulary::link_types:
      return probe_link_type(value, names_);
    case Vocabulary::map_flags:
      return probe_map_flag(value);
    case Vocabulary::btf_kinds:
      return probe_btf_kind(value);
    case Vocabulary::helpers:
      break;
  }
  return model::unknown(0, "which program type is to call the helper?");
}

std::unique_ptr<Prober> LoadingProber::on_device(const std::string& device) {
  const std::uint32_t index = if_nametoindex(device.c_str());
  return index == 0 ? nullptr : std::make_unique<DeviceProber>(*this, index);
}

model::Support LoadingProber::ability(Ability ability) {
  lift_memory_limit();
  return probe_ability(ability, names_);
}

std::vector<model::HelperSupport> LoadingProber::helpers(std::span<const HelperQuestion> questions) {
  lift_memory_limit();
  return probe_helpers(questions, names_);
}

}  // namespace bpflens::kernel
