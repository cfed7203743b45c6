// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Counters around the runs of one program.
#pragma once

#include "model/profile.hpp"

namespace bpflens::kernel {

// The runs are measured as long as it lives.
class Profile {
 public:
  virtual ~Profile() = default;

  // What was counted so far, over all CPUs.
  virtual model::ProfileReadings read() = 0;
};

}  // namespace bpflens::kernel
