// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A process that keeps a BPF object alive, and where that process lives.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "model/process.hpp"

namespace bpflens::model {

// The container that a control group belongs to, as far as its path tells.
struct Container {
  std::string id;  // 64 hex digits, or the name for runtimes that use names (lxc, systemd-nspawn)
  std::string
      runtime;       // "docker", "podman", "cri-o", "containerd", "kubernetes", "lxc", "systemd-nspawn"; may be empty
  std::string name;  // as the runtime has it, where its files tell: "web"
  std::string pod;   // Kubernetes: the pod, and the namespace that it is in
  std::string pod_namespace;
  bool operator==(const Container&) const = default;
};

// Whether these words mean the container: its id or the first 4 digits of it or more, its name, or its pod.
bool is_called(const Container& container, const std::string& words);

// From a line's path in /proc/PID/cgroup; nothing where the path is no container's.
std::optional<Container> container_of(const std::string& cgroup);

// Where a process lives. What can't be read is empty or 0.
struct Dwelling {
  std::string cgroup;  // path in the unified hierarchy, else in the first that isn't the root
  std::optional<Container> container;
  std::uint64_t mount_namespace = 0;  // inodes
  std::uint64_t net_namespace = 0;
  std::uint64_t pid_namespace = 0;
  std::uint64_t user_namespace = 0;
  bool operator==(const Dwelling&) const = default;
};

// A process and where it lives.
struct Inhabitant {
  Process process;
  Dwelling dwelling;
  bool operator==(const Inhabitant&) const = default;
};

struct Holder {
  Process process;
  Dwelling dwelling;
  bool by_link = false;  // holds a link that holds the program
  bool operator==(const Holder&) const = default;
};

}  // namespace bpflens::model
