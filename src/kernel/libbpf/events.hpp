// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// kernel::Events over perf_event_open(2), mapped ring buffers and tracefs.
#pragma once

#include "kernel/events.hpp"

namespace bpflens::kernel {

class PerfEvents : public Events {
 public:
  std::unique_ptr<EventStream> open(std::span<const model::Map> maps, const StreamOptions& options) override;
  std::vector<model::Process> readers(const model::Map& map) override;
  std::unique_ptr<TraceLog> trace_log(bool mount) override;
};

}  // namespace bpflens::kernel
