// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What a program did between two looks at its counters.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <vector>

#include "model/program.hpp"

namespace bpflens::model {

struct RunRate {
  Program program;  // at the second look
  std::uint64_t runs = 0;
  std::chrono::nanoseconds run_time{0};
  std::chrono::nanoseconds interval{0};

  double per_second() const;
  double average_ns() const;  // of one run; 0 when there was none
  double cpu_share() const;   // 1: one CPU the whole time
};

// Of the programs that were there at the second look, the busiest first; one that is new counts from its start.
std::vector<RunRate> run_rates(std::span<const Program> before, std::span<const Program> after,
                               std::chrono::nanoseconds interval);

}  // namespace bpflens::model
