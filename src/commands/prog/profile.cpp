// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "prog profile": counters around the runs of one program.
#include "render/profile.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "commands/prog/prog.hpp"
#include "commands/select.hpp"
#include "commands/verb.hpp"

namespace bpflens::commands {
namespace {

struct ProfileOptions {
  std::string object;
  std::vector<std::string> metrics;
  std::uint64_t duration = 0;  // s; 0: until a signal comes
};

void declare_profile(CLI::App& app, ProfileOptions& options) {
  std::vector<std::string> names;
  std::string listed;
  for (const model::ProfileMetric& metric : model::profile_metrics()) {
    names.emplace_back(metric.name);
    listed += (listed.empty() ? "" : ", ") + names.back();
  }
  app.add_option("PROG", options.object, "an id, a name, tag:HEX or the path of a pin")->required();
  app.add_option("METRIC", options.metrics, "what to count: " + listed)->required()->check(CLI::IsMember(names));
  app.add_option("--duration", options.duration, "for how long, in seconds; until interrupted if left out")
      ->type_name("SECONDS")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{UINT32_MAX}));
}

std::vector<const model::ProfileMetric*> wanted_metrics(const std::vector<std::string>& names) {
  std::vector<const model::ProfileMetric*> wanted;
  for (const model::ProfileMetric& metric : model::profile_metrics())
    if (std::find(names.begin(), names.end(), metric.name) != names.end()) wanted.push_back(&metric);
  return wanted;
}

int run_profile(const ProfileOptions& options, Context& context) {
  const model::Selector wanted = selector(options.object);
  const std::vector<model::Program> programs = select_programs(context.kernel, wanted);
  if (programs.empty()) return report_error(context, not_found("program", wanted), kNo);
  if (programs.size() > 1)
    throw UsageError(std::to_string(programs.size()) + " programs match '" + wanted.text + "': give the id of one");
  const auto stop = context.kernel.processes.catch_stop();
  const auto profile = context.kernel.programs.profile(programs[0], wanted_metrics(options.metrics));
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(options.duration);
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    if (options.duration != 0 && left.count() <= 0) break;
    if (stop->wait(options.duration == 0 ? std::chrono::hours(1) : left)) break;
  }
  const model::ProfileReadings readings = profile->read();
  if (context.globals.json)
    print_json(context, render::to_json(readings));
  else
    context.out << render::text_of(readings);
  return kDone;
}

}  // namespace

void add_prog_profile(CLI::App& prog, Invocation& chosen) {
  add_verb<ProfileOptions>(prog, chosen,
                           {.name = "profile",
                            .alias = "",
                            .description = "Count cycles, instructions, misses or time while a program runs",
                            .examples = "  bpflens prog profile filter cycles instructions --duration 10\n"
                                        "  bpflens prog profile id 12 duration 10 cycles llc_misses\n"
                                        "  bpflens -j prog profile filter cpu_clock --duration 1 | jq '.[0].value'",
                            .declare = declare_profile,
                            .run = run_profile});
}

}  // namespace bpflens::commands
