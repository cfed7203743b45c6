// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/prober.hpp"

#include <sys/resource.h>

#include <cstdint>

#include "kernel/libbpf/probe_abilities.hpp"
#include "kernel/libbpf/probe_helpers.hpp"
#include "kernel/libbpf/probe_maps.hpp"
#include "model/helpers.hpp"
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
  const Enumeration enumeration = kernel::enumeration(of);
  std::vector<NamedValue> values;
  for (std::uint32_t i = enumeration.first; i < enumeration.known.size(); ++i)
    values.push_back({i, std::string(enumeration.known[i])});
  for (const auto& [value, name] : names_.enumerators(enumeration.enum_name))
    if (value >= enumeration.known.size() && !name.starts_with("__"))
      values.push_back({value, std::string(enumeration.word_prefix) + short_word(name, enumeration.prefix)});
  return values;
}

model::Support LoadingProber::program_type(std::uint32_t type) {
  lift_memory_limit();
  return probe_program_type(type, names_);
}

model::Support LoadingProber::map_type(std::uint32_t type) {
  lift_memory_limit();
  return probe_map_type(type);
}

model::Support LoadingProber::ability(Ability ability) {
  lift_memory_limit();
  return probe_ability(ability);
}

std::vector<model::HelperSupport> LoadingProber::helpers(std::span<const HelperQuestion> questions) {
  lift_memory_limit();
  return probe_helpers(questions, names_);
}

}  // namespace bpflens::kernel
