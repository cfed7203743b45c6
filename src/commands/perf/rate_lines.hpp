// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "--rate": how many events came in each second.
#pragma once

#include <chrono>
#include <cstdint>

#include "btf/buffer.hpp"
#include "render/event.hpp"

namespace bpflens::commands {

class RateLines {
 public:
  explicit RateLines(bool json) : json_(json) {}

  void append_header(btf::Buffer& out) const;

  void count(std::size_t bytes) { ++events_, bytes_ += bytes; }
  void count_lost(std::uint64_t lost) { lost_ += lost; }

  // Appends a line when a second has gone by since the last one, or at the end for what is left, if that is worth one.
  void append(btf::Buffer& out, bool at_end);

  std::chrono::milliseconds until_next() const;

 private:
  using Clock = std::chrono::steady_clock;

  bool json_;
  Clock::time_point since_ = Clock::now();
  bool told_ = false;  // a line is there
  std::uint64_t events_ = 0;
  std::uint64_t lost_ = 0;
  std::uint64_t bytes_ = 0;
  render::TimeText time_{json_ ? render::TimeText::Form::rfc3339 : render::TimeText::Form::clock};
};

}  // namespace bpflens::commands
