// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Events in the order of their times: held back for a while, since each CPU's come by themselves.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "model/event.hpp"

namespace bpflens::commands {

class Sorting {
 public:
  explicit Sorting(std::uint64_t window) : window_(window) {}  // nanoseconds; 0: nothing is held back

  bool on() const { return window_ != 0; }

  // Keeps a copy.
  void add(const model::Event& event);

  // Hands over those whose time has come, oldest first: older than the newest that was seen, or than now, by the
  // window; all of them at the end. What is held is bounded: when it is too much, the oldest go early.
  template <class Use>
  void release(std::uint64_t now, bool all, Use use) {
    const std::uint64_t newest = now > newest_ ? now : newest_;
    while (!held_.empty()) {
      const auto oldest = held_.begin();
      if (!all && oldest->first + window_ > newest && bytes_ <= kMostHeld) return;
      bytes_ -= oldest->second.data.size() + kOverhead;
      model::Event event = oldest->second.event;
      event.data = oldest->second.data;
      use(event);
      held_.erase(oldest);
    }
  }

 private:
  static constexpr std::size_t kMostHeld = std::size_t{64} << 20;
  static constexpr std::size_t kOverhead = 160;

  struct Held {
    model::Event event;
    std::vector<std::byte> data;
  };
  std::uint64_t window_;
  std::uint64_t newest_ = 0;
  std::size_t bytes_ = 0;
  std::multimap<std::uint64_t, Held> held_;  // by time; equal ones as they came
};

}  // namespace bpflens::commands
