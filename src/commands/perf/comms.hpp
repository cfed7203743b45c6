// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What processes call themselves, remembered: a command that sends many events is looked up once a second.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

#include "kernel/processes.hpp"
#include "model/process.hpp"

namespace bpflens::commands {

class Comms {
 public:
  explicit Comms(kernel::Processes& processes) : processes_(processes) {}

  // The name at the time of an event; the last known one when the process has gone. Valid until the next call.
  const std::string& of(std::int32_t pid, std::uint64_t time);

  void learn(const model::Naming& naming, std::uint64_t now);

 private:
  struct Known {
    std::string comm;
    std::uint64_t asked_at = 0;
  };
  kernel::Processes& processes_;
  std::unordered_map<std::int32_t, Known> known_;
  std::int32_t last_pid_ = -1;  // events come in runs
  Known* last_ = nullptr;
};

}  // namespace bpflens::commands
