// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "model/run_rate.hpp"

#include <algorithm>
#include <map>

namespace bpflens::model {
namespace {

double seconds(std::chrono::nanoseconds time) { return std::chrono::duration<double>(time).count(); }

}  // namespace

double RunRate::per_second() const { return interval.count() > 0 ? static_cast<double>(runs) / seconds(interval) : 0; }

double RunRate::average_ns() const {
  return runs > 0 ? static_cast<double>(run_time.count()) / static_cast<double>(runs) : 0;
}

double RunRate::cpu_share() const { return interval.count() > 0 ? seconds(run_time) / seconds(interval) : 0; }

std::vector<RunRate> run_rates(std::span<const Program> before, std::span<const Program> after,
                               std::chrono::nanoseconds interval) {
  std::map<ProgramId, const Program*> known;
  for (const Program& program : before) known[program.id] = &program;
  std::vector<RunRate> rates;
  for (const Program& program : after) {
    const auto found = known.find(program.id);
    // Read in two steps, so that a counter may seem to have gone back.
    const auto since = [](auto now, auto then) { return now > then ? now - then : decltype(now){}; };
    RunRate rate{.program = program, .runs = program.run_count, .run_time = program.run_time, .interval = interval};
    if (found != known.end()) {
      rate.runs = since(program.run_count, found->second->run_count);
      rate.run_time = since(program.run_time, found->second->run_time);
    }
    rates.push_back(std::move(rate));
  }
  std::stable_sort(rates.begin(), rates.end(),
                   [](const RunRate& a, const RunRate& b) { return a.run_time > b.run_time; });
  return rates;
}

}  // namespace bpflens::model
