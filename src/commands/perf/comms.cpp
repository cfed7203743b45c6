// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "commands/perf/comms.hpp"

namespace bpflens::commands {
namespace {

constexpr std::uint64_t kCommAge = 1'000'000'000;  // nanoseconds after which a name is asked for again
constexpr std::size_t kCommsKept = 4096;

}  // namespace

const std::string& Comms::of(std::int32_t pid, std::uint64_t time) {
  if (last_ != nullptr && last_pid_ == pid && time <= last_->asked_at + kCommAge) return last_->comm;
  if (known_.size() > kCommsKept) known_.clear();
  const auto [entry, fresh] = known_.try_emplace(pid);
  Known& known = entry->second;
  last_pid_ = pid;
  last_ = &known;
  if (fresh || time > known.asked_at + kCommAge) {
    known.asked_at = time;
    std::string comm = processes_.comm(pid);
    if (!comm.empty()) known.comm = std::move(comm);
  }
  return known.comm;
}

void Comms::learn(const model::Naming& naming, std::uint64_t now) {
  std::string comm = naming.parent != 0 ? of(naming.parent, now) : naming.comm;
  if (known_.size() > kCommsKept) known_.clear();
  known_.insert_or_assign(naming.pid, Known{std::move(comm), now});
  last_ = nullptr;
}

}  // namespace bpflens::commands
