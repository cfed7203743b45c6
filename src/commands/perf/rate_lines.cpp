// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "commands/perf/rate_lines.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace bpflens::commands {

void RateLines::append_header(btf::Buffer& out) const {
  if (!json_) out.append(fmt::format("{:15}  {:>10}  {:>10}  {:>12}\n", "TIME", "EVENTS/S", "LOST/S", "BYTES/S"));
}

std::chrono::milliseconds RateLines::until_next() const {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(since_ + std::chrono::seconds(1) - Clock::now());
  return std::max(left, std::chrono::milliseconds(0));
}

void RateLines::append(btf::Buffer& out, bool at_end) {
  const auto now = Clock::now();
  const std::chrono::duration<double> passed = now - since_;
  if (!at_end && passed.count() < 1) return;
  if (at_end && events_ == 0 && lost_ == 0) return;
  // A few events of a millisecond say nothing about a second; the summary has them. JSON tells how long it was.
  if (at_end && !json_ && told_ && passed.count() < 0.1) return;
  told_ = true;
  const double seconds = std::max(passed.count(), 0.001);
  const auto per_second = [seconds](std::uint64_t count) { return static_cast<double>(count) / seconds; };
  const auto time = std::chrono::system_clock::now().time_since_epoch();
  const auto nanoseconds = static_cast<std::uint64_t>(std::chrono::nanoseconds(time).count());
  if (json_) {
    out.append("{\"time\":\"");
    time_.append(out, nanoseconds);
    out.append(fmt::format("\",\"seconds\":{:.3f},\"events\":{},\"lost\":{},\"bytes\":{},\"rate\":{:.1f}}}\n",
                           passed.count(), events_, lost_, bytes_, per_second(events_)));
  } else {
    time_.append(out, nanoseconds);
    out.append(
        fmt::format("  {:>10.0f}  {:>10.0f}  {:>12.0f}\n", per_second(events_), per_second(lost_), per_second(bytes_)));
  }
  since_ = now;
  events_ = lost_ = bytes_ = 0;
}

}  // namespace bpflens::commands
