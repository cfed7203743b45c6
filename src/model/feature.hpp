// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What was found out about a kernel: the record that text, JSON and C macros are made from.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/support.hpp"
#include "model/surroundings.hpp"

namespace bpflens::model {

// A thing the kernel may have, by its name in bpftool's words.
struct Capability {
  std::uint32_t value = 0;  // its number in the kernel's enum; 0 where there is none
  std::string name;         // "xdp", "ringbuf", "large_insn_limit"
  Support support;
  bool operator==(const Capability&) const = default;
};

struct HelperAnswer {
  std::uint32_t helper = 0;
  std::string name;  // "bpf_redirect"
  HelperSupport answer;
};

// The helpers that were asked for, for one program type.
struct TypeHelpers {
  std::uint32_t type = 0;
  std::string type_name;
  std::vector<HelperAnswer> helpers;
};

// A pair of "feature helpers".
struct HelperPair {
  std::uint32_t type = 0;
  std::string type_name;
  HelperAnswer helper;
  std::optional<bool> gpl_only;  // nothing when it isn't callable or wasn't found out
};

// One file under /proc/sys.
struct Setting {
  std::string name;           // "bpf_jit_enable"
  std::optional<long> value;  // nothing when it can't be read
};

// One line of the kernel's build configuration.
struct ConfigOption {
  std::string name;                  // "CONFIG_BPF"
  std::optional<std::string> value;  // "y", "m", or what it is set to; nothing when it is not set
};

struct SystemFacts {
  std::vector<Setting> settings;
  std::optional<std::vector<ConfigOption>> config;  // nothing when no build configuration can be read
};

// The files under /proc/sys and the build options that a report tells of.
std::span<const std::string_view> bpf_settings();        // "net/core/bpf_jit_enable"
std::span<const std::string_view> bpf_config_options();  // "CONFIG_BPF"

struct FeatureReport {
  std::string device;                 // the network device that was asked about; empty for the kernel
  std::optional<SystemFacts> system;  // left out when a device was asked about
  std::optional<Surroundings> surroundings;
  Support syscall;
  std::vector<Capability> program_types;
  std::vector<Capability> map_types;
  std::vector<TypeHelpers> helpers;
  std::vector<Capability> misc;
  // What bpftool doesn't ask for; abilities have their place in enum Ability as value. Of a device only the last.
  std::vector<Capability> attach_types;
  std::vector<Capability> link_types;
  std::vector<Capability> map_flags;
  std::vector<Capability> btf_kinds;
  std::vector<Capability> instructions;
  std::vector<Capability> programs;
  std::vector<Capability> maps;
  std::vector<Capability> xdp_modes;
};

}  // namespace bpflens::model
