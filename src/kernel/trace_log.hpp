// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The kernel's trace pipe: what bpf_printk writes.
#pragma once

#include <memory>
#include <string>

namespace bpflens::kernel {

class TraceLog {
 public:
  virtual ~TraceLog() = default;

  // What has come since, in whole lines as far as the kernel hands them over; waits for the first, or until the
  // descriptor (of a Stop) is readable: then empty.
  virtual std::string read(int until) = 0;
};

}  // namespace bpflens::kernel
