// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// kernel::Host over /proc, /boot and securityfs.
#pragma once

#include "kernel/host.hpp"

namespace bpflens::kernel {

// Host::surroundings, for explanations.
model::Surroundings this_machine();

class LinuxHost : public Host {
 public:
  std::optional<long> sysctl(const std::string& path) override;
  std::optional<std::map<std::string, std::string>> build_config() override;
  model::Surroundings surroundings() override;
  void become_unprivileged() override;
  std::optional<unsigned> terminal_columns() override;
  std::string environment(const std::string& name) override;
  bool error_on_terminal() override;
};

// The lines of a kernel configuration as a map; see Host::build_config.
std::map<std::string, std::string> parse_build_config(const std::string& text);

}  // namespace bpflens::kernel
