// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "commands/map/progress.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace bpflens::commands {
namespace {

constexpr std::uint64_t kWidth = 30;

}  // namespace

void Progress::tell(std::uint64_t done, std::uint64_t count) {
  if (!shown_) return;
  const auto now = std::chrono::steady_clock::now();
  if (now < next_) return;
  next_ = now + std::chrono::milliseconds(100);
  drawn_ = true;
  if (total_ == 0) {
    err_ << fmt::format("\r{} {}\x1b[K", count, noun_) << std::flush;
    return;
  }
  const std::uint64_t share = std::min(done, total_);
  const std::string bar(share * kWidth / total_, '#');
  err_ << fmt::format("\r[{:{}}] {:3}%  {} {}\x1b[K", bar, kWidth, share * 100 / total_, count, noun_) << std::flush;
}

void Progress::clear() {
  if (drawn_) err_ << "\r\x1b[K" << std::flush;
  drawn_ = false;
}

Progress progress_beside_output(const Context& context) {
  return {context.err, context.kernel.host.error_on_terminal() && !context.look.width, "entries", 0};
}

}  // namespace bpflens::commands
