// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "render/profile.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>

namespace bpflens::render {
namespace {

// What the metric is set in relation to; 0 when that wasn't counted.
std::uint64_t basis_of(const model::ProfileReadings& readings, const model::ProfileMetric& metric) {
  if (metric.per == "runs") return readings.runs;
  const auto found =
      std::find_if(readings.metrics.begin(), readings.metrics.end(),
                   [&](const model::ProfileReading& reading) { return reading.metric->name == metric.per; });
  return found == readings.metrics.end() ? 0 : found->value;
}

}  // namespace

std::string text_of(const model::ProfileReadings& readings) {
  std::string text = fmt::format("{:>18} run_cnt\n", readings.runs);
  for (const model::ProfileReading& reading : readings.metrics) {
    const model::ProfileMetric& metric = *reading.metric;
    std::string line = fmt::format("{:>18} {:<14}", reading.value, metric.name);
    if (const std::uint64_t basis = basis_of(readings, metric); basis != 0)
      line += fmt::format(" # {:10.2f} {:<28}",
                          static_cast<double>(reading.value) * metric.multiplier / static_cast<double>(basis),
                          metric.description);
    if (reading.running < reading.enabled)
      line +=
          fmt::format(" ({:.2f}%)", static_cast<double>(reading.running) * 100 / static_cast<double>(reading.enabled));
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

Json to_json(const model::ProfileReadings& readings) {
  Json all = Json::array();
  for (const model::ProfileReading& reading : readings.metrics)
    all.push_back({{"metric", reading.metric->name},
                   {"run_cnt", readings.runs},
                   {"value", reading.value},
                   {"enabled", reading.enabled},
                   {"running", reading.running}});
  return all;
}

}  // namespace bpflens::render
