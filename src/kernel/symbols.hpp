// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Names of code addresses, of the kernel and of processes.
#pragma once

#include <cstdint>
#include <string>

namespace bpflens::kernel {

class Symbols {
 public:
  virtual ~Symbols() = default;

  // "do_exit+0x10" for an address in the kernel or else in the process; empty when nothing is known of it.
  virtual std::string name(int pid, std::uint64_t address) = 0;
};

}  // namespace bpflens::kernel
