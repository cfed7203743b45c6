// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "render/run_rate.hpp"

#include <fmt/core.h>

#include <chrono>
#include <cmath>
#include <functional>

#include "render/json.hpp"
#include "render/program.hpp"
#include "render/table.hpp"

namespace bpflens::render {
namespace {

double rounded(double value, double places) { return std::round(value * places) / places; }

Json to_json(const model::RunRate& rate) {
  Json json;
  json["id"] = rate.program.id.value;
  json["type"] = rate.program.type_name;
  if (!rate.program.name.empty()) json["name"] = rate.program.name;
  json["tag"] = hex(rate.program.tag);
  json["interval_ns"] = rate.interval.count();
  json["runs"] = rate.runs;
  json["run_ns"] = rate.run_time.count();
  json["avg_ns"] = rounded(rate.average_ns(), 10);
  json["rate"] = rounded(rate.per_second(), 1000);
  json["cpu"] = rounded(rate.cpu_share(), 1e6);
  json["run_cnt"] = rate.program.run_count;
  json["run_time_ns"] = rate.program.run_time.count();
  return json;
}

struct Metric {
  const char* name;
  const char* help;
  std::function<std::string(const model::Program&)> value;
};

// Label values are UTF-8, with backslash, quote and line end escaped (Prometheus's exposition formats).
std::string label(const std::string& text) {
  const auto valid = Json::parse(Json(text).dump(-1, ' ', false, Json::error_handler_t::replace)).get<std::string>();
  std::string quoted = "\"";
  for (const char c : valid) {
    if (c == '\\' || c == '"') quoted += '\\';
    quoted += c == '\n' ? std::string("\\n") : std::string(1, c);
  }
  return quoted + "\"";
}

std::string labels_of(const model::Program& program) {
  return fmt::format("{{id=\"{}\",type={},name={},tag=\"{}\"}}", program.id.value, label(program.type_name),
                     label(program.name), hex(program.tag));
}

}  // namespace

Table table(std::span<const model::RunRate> rates) {
  Table table({{"ID", Align::right},
               {"TYPE"},
               {"NAME"},
               {"RUNS", Align::right},
               {"RUNS/S", Align::right},
               {"AVG NS", Align::right},
               {"CPU %", Align::right},
               {"TOTAL RUNS", Align::right}});
  for (const model::RunRate& rate : rates)
    table.add({std::to_string(rate.program.id.value), rate.program.type_name, rate.program.name,
               std::to_string(rate.runs), fmt::format("{:.1f}", rate.per_second()),
               fmt::format("{:.0f}", rate.average_ns()), fmt::format("{:.3f}", 100 * rate.cpu_share()),
               std::to_string(rate.program.run_count)});
  return table;
}

std::string json_lines(std::span<const model::RunRate> rates) {
  std::string lines;
  for (const model::RunRate& rate : rates) lines += text_of(to_json(rate), false);
  return lines;
}

std::string metrics(std::span<const model::Program> programs) {
  const Metric all[] = {
      {"bpf_program_runs_total", "Runs of a BPF program while the kernel counted them.",
       [](const model::Program& p) { return std::to_string(p.run_count); }},
      {"bpf_program_run_seconds_total", "Time that a BPF program took while the kernel counted its runs.",
       [](const model::Program& p) {
         return fmt::format("{:.9f}", std::chrono::duration<double>(p.run_time).count());
       }},
      {"bpf_program_recursion_misses_total", "Runs that were left out because the program ran already on that CPU.",
       [](const model::Program& p) { return std::to_string(p.recursion_misses); }},
  };
  std::string text;
  for (const Metric& metric : all) {
    text += fmt::format("# HELP {0} {1}\n# TYPE {0} counter\n", metric.name, metric.help);
    for (const model::Program& program : programs)
      text += metric.name + labels_of(program) + " " + metric.value(program) + "\n";
  }
  return text;
}

}  // namespace bpflens::render
