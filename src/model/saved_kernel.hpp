// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// All that was found out about a kernel, to be asked again where that kernel isn't.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/feature.hpp"
#include "model/kfunc.hpp"
#include "model/support.hpp"

namespace bpflens::model {

struct SavedHelper {
  std::uint32_t helper = 0;
  std::string name;
  std::map<std::uint32_t, HelperSupport> gpl;          // by program type; under a GPL-compatible license
  std::map<std::uint32_t, HelperSupport> proprietary;  // only where it is another answer
};

struct SavedKfunc {
  Kfunc kfunc;
  std::map<std::uint32_t, KfuncSupport> types;  // by program type
};

struct SavedKernel {
  std::string release;   // "6.18.5"
  std::string saved_by;  // the version of bpflens that did
  std::vector<Capability> program_types;
  std::vector<Capability> map_types;
  std::vector<Capability> map_flags;
  std::vector<Capability> attach_types;
  std::vector<Capability> link_types;
  std::vector<Capability> btf_kinds;
  std::vector<Capability> abilities;  // by name; the value counts for nothing
  std::vector<SavedHelper> helpers;
  Support kfuncs_tagged;
  std::vector<SavedKfunc> kfuncs;
  std::map<std::string, long> settings;                      // files under /proc/sys, "net/core/bpf_jit_enable"
  std::optional<std::map<std::string, std::string>> config;  // nothing when it could not be read
  std::optional<std::vector<std::byte>> types;               // its BTF; nothing when it has none
};

}  // namespace bpflens::model
