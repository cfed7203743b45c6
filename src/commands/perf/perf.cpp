// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "perf": events that programs send, and what is attached through perf events.
#include "commands/perf/perf.hpp"

#include "commands/nouns.hpp"

namespace bpflens::commands {

void add_perf_verbs(CLI::App& perf, Invocation& chosen) {
  add_perf_list(perf, chosen);
  add_perf_stream(perf, chosen);
  add_perf_run(perf, chosen);
  add_perf_trace(perf, chosen);
}

}  // namespace bpflens::commands
