// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What decides, besides the kernel's version, about what BPF may do for this process on this machine.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bpflens::model {

// A fact that may be out of reach.
struct Told {
  std::optional<std::string> value;
  std::string reason;  // why there is no value; empty when there is one
  bool operator==(const Told&) const = default;
};

struct MountPoint {
  std::string type;  // "bpf", "tracefs", "cgroup2"
  std::string path;
  bool operator==(const MountPoint&) const = default;
};

struct Surroundings {
  Told release;                              // "6.18.5"
  Told lockdown;                             // "none", "integrity" or "confidentiality"
  Told lsms;                                 // "capability,landlock,bpf": the security modules in force
  std::vector<std::string> capabilities;     // of the caller, those that bpf(2) asks for: "CAP_BPF"
  bool root = false;                         // whether the user is root, with or without capabilities
  bool in_user_namespace = false;            // where they count for nothing
  std::string delegation;                    // the bpffs whose token is used there, and what it delegates; may be empty
  std::vector<MountPoint> mounts;            // of the file systems that BPF needs
  std::optional<std::uint64_t> memory_lock;  // RLIMIT_MEMLOCK, bytes; nothing: unlimited
};

}  // namespace bpflens::model
