// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What this machine's kernel was built with and is set to, and where this process stands: files to read,
// nothing to try.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "model/surroundings.hpp"

namespace bpflens::kernel {

class Host {
 public:
  virtual ~Host() = default;

  // A number under /proc/sys, e.g. "net/core/bpf_jit_enable"; nothing when it isn't there or can't be read.
  virtual std::optional<long> sysctl(const std::string& path) = 0;

  // The kernel's build configuration: values by name ("CONFIG_BPF": "y"), without the options that are not
  // set; strings without their quotes. From /proc/config.gz, /boot or /lib/modules; nothing when it is in
  // none of them.
  virtual std::optional<std::map<std::string, std::string>> build_config() = 0;

  virtual model::Surroundings surroundings() = 0;

  // Gives up, for the rest of this process, every capability; throws Error if the kernel won't have it.
  virtual void become_unprivileged() = 0;

  // How wide the terminal is that standard output goes to; nothing when it goes elsewhere.
  virtual std::optional<unsigned> terminal_columns() = 0;

  // A variable of the environment; empty when it isn't set.
  virtual std::string environment(const std::string& name) = 0;

  // Whether somebody looks at standard error.
  virtual bool error_on_terminal() = 0;
};

}  // namespace bpflens::kernel
