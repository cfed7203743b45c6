// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A bar on a terminal for work that takes long; nothing anywhere else.
#pragma once

#include <chrono>
#include <cstdint>
#include <ostream>
#include <string>

#include "commands/context.hpp"

namespace bpflens::commands {

class Progress {
 public:
  // shown: whether standard error is a terminal. Of how many: 0 where that isn't known.
  Progress(std::ostream& err, bool shown, std::string noun, std::uint64_t total)
      : err_(err), shown_(shown), noun_(std::move(noun)), total_(total) {}
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // To be told of often: draws ten times a second. Done is of the total, count is what is printed beside.
  void tell(std::uint64_t done, std::uint64_t count);

  // Takes the bar away before something else is written.
  void clear();

 private:
  std::ostream& err_;
  bool shown_;
  std::string noun_;
  std::uint64_t total_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point next_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(300);
};

// Of entries that go to standard output, if that is no terminal itself.
Progress progress_beside_output(const Context& context);

}  // namespace bpflens::commands
