// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The real kernel: every interface of kernel/, implemented over libbpf and system calls.
#pragma once

#include <memory>

#include "kernel/kernel.hpp"

namespace bpflens::kernel {

class System {
 public:
  System();
  ~System();
  Kernel& kernel();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace bpflens::kernel
