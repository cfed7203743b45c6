// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "prog stats" and "prog top": the kernel counts the runs of programs only while these look.
#include <algorithm>
#include <chrono>
#include <cstdint>

#include "commands/prog/prog.hpp"
#include "commands/select.hpp"
#include "commands/verb.hpp"
#include "model/run_rate.hpp"
#include "render/run_rate.hpp"

namespace bpflens::commands {
namespace {

constexpr const char* kClearScreen = "\x1b[H\x1b[2J";

struct StatsOptions {
  std::string object;
  double interval = 1;
  std::uint64_t count = 0;  // 0: as the verb does of itself
  bool openmetrics = false;
};

void declare_common(CLI::App& app, StatsOptions& options) {
  app.add_option("PROG", options.object, "an id, a name, tag:HEX or the path of a pin; all programs if left out");
  app.add_option("--interval", options.interval, "time between two looks, in seconds")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.01, 86400.0));
  app.add_option("--count", options.count, "how many times to look")
      ->type_name("N")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{UINT32_MAX}));
}

void declare_stats(CLI::App& app, StatsOptions& options) {
  declare_common(app, options);
  app.add_flag("--openmetrics", options.openmetrics, "write the totals after the interval in Prometheus's text format");
}

enum class Form { table, live_table, json_lines };

std::vector<model::ProgramId> ids_of(const std::string& object, Context& context) {
  std::vector<model::ProgramId> ids;
  if (object.empty()) return ids;
  const model::Selector wanted = selector(object);
  for (const model::Program& program : select_programs(context.kernel, wanted)) ids.push_back(program.id);
  return ids;
}

void print(std::vector<model::RunRate> rates, bool chosen, Form form, Context& context) {
  if (!chosen) std::erase_if(rates, [](const model::RunRate& rate) { return rate.runs == 0; });
  if (form == Form::json_lines) {
    context.out << render::json_lines(rates);
  } else {
    if (form == Form::live_table) context.out << kClearScreen;
    if (rates.empty())
      context.out << (chosen ? "the program has gone\n" : "no program ran\n");
    else
      print_table(context, render::table(rates));
  }
  context.out.flush();
}

std::chrono::milliseconds interval_of(const StatsOptions& options) {
  return std::chrono::milliseconds(static_cast<std::int64_t>(options.interval * 1000));
}

// Looks `count` times (0: until a signal comes), an interval apart.
template <class Use>
void look(const StatsOptions& options, std::uint64_t count, kernel::RunStatistics& statistics, kernel::Stop& stop,
          Use use) {
  kernel::RunSample before = statistics.sample();
  for (std::uint64_t i = 0; count == 0 || i < count; ++i) {
    if (stop.wait(interval_of(options))) return;
    kernel::RunSample now = statistics.sample();
    use(before, now);
    before = std::move(now);
  }
}

int watch(const StatsOptions& options, std::uint64_t count, Form form, Context& context) {
  const std::vector<model::ProgramId> ids = ids_of(options.object, context);
  const bool chosen = !options.object.empty();
  if (chosen && ids.empty()) return report_error(context, not_found("program", selector(options.object)), kNo);
  const auto stop = context.kernel.processes.catch_stop();
  const auto statistics = context.kernel.programs.statistics(ids);
  look(options, count, *statistics, *stop, [&](const kernel::RunSample& before, const kernel::RunSample& now) {
    if (options.openmetrics)
      context.out << render::metrics(now.programs);
    else
      print(model::run_rates(before.programs, now.programs, now.taken - before.taken), chosen, form, context);
  });
  return kDone;
}

int run_stats(const StatsOptions& options, Context& context) {
  if (options.openmetrics && context.globals.json)
    throw UsageError("--openmetrics is a format of its own: leave -j out");
  if (options.openmetrics && options.count > 1)
    throw UsageError("--openmetrics writes one set of totals: leave --count out");
  return watch(options, std::max<std::uint64_t>(options.count, 1),
               context.globals.json ? Form::json_lines : Form::table, context);
}

int run_top(const StatsOptions& options, Context& context) {
  const bool live = !context.globals.json && context.kernel.host.terminal_columns().has_value();
  return watch(options, options.count, live ? Form::live_table : Form::json_lines, context);
}

Listing listing(const StatsOptions&) { return {.object = "run_rate", .id = "id", .lines = true}; }

}  // namespace

void add_prog_stats(CLI::App& prog, Invocation& chosen) {
  add_verb<StatsOptions>(prog, chosen,
                         {.name = "stats",
                          .alias = "",
                          .description = "Count how often programs run, and what it costs",
                          .examples = "  bpflens prog stats --interval 5\n"
                                      "  bpflens -j prog stats filter --count 10 | jq .avg_ns\n"
                                      "  bpflens prog stats --openmetrics > /var/lib/node_exporter/bpf.prom",
                          .declare = declare_stats,
                          .run = run_stats,
                          .listing = listing});
}

void add_prog_top(CLI::App& prog, Invocation& chosen) {
  add_verb<StatsOptions>(prog, chosen,
                         {.name = "top",
                          .alias = "",
                          .description = "Show the busiest programs, live; JSON lines when not on a terminal",
                          .examples = "  bpflens prog top\n"
                                      "  bpflens prog top --interval 0.5 --count 20 > busy.jsonl",
                          .declare = declare_common,
                          .run = run_top,
                          .listing = listing});
}

}  // namespace bpflens::commands
