// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The kernel's own types as it shows them: /sys/kernel/btf/vmlinux.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "kernel/libbpf/mapping.hpp"

namespace bpflens::kernel {

class VmlinuxBlob {
 public:
  // Maps the file where the kernel lets it be mapped (Linux 6.16): reading it takes a call for every 4 KiB. Throws when
  // it is there and can't be read.
  VmlinuxBlob();

  // The whole file; empty when the kernel shows none.
  std::span<const std::byte> bytes() const { return bytes_; }

 private:
  Mapping mapping_;
  std::vector<std::byte> read_;
  std::span<const std::byte> bytes_;
};

}  // namespace bpflens::kernel
