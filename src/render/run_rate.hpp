// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// How often programs run, and what it costs.
#pragma once

#include <span>
#include <string>

#include "model/run_rate.hpp"
#include "render/table.hpp"

namespace bpflens::render {

// One line a program, in the order given.
Table table(std::span<const model::RunRate> rates);

// One JSON object a line: id, type, name?, tag, interval_ns, runs, run_ns, avg_ns, rate (runs a second), cpu (1: one
// CPU), and the kernel's totals run_cnt and run_time_ns.
std::string json_lines(std::span<const model::RunRate> rates);

// The kernel's totals in Prometheus's text format, for the textfile collector.
std::string metrics(std::span<const model::Program> programs);

}  // namespace bpflens::render
