// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "perf trace": tracers that the binary carries.
#include "commands/perf/object_run.hpp"
#include "commands/perf/perf.hpp"
#include "commands/verb.hpp"

namespace bpflens::commands {
namespace {

struct TraceOptions {
  std::string what;
  std::vector<std::string> command;
  ReadingOptions reading;
};

void declare(CLI::App& app, TraceOptions& options) {
  app.add_option("WHAT", options.what, "exec (programs that are executed) or packets (of IP, on every device)")
      ->required()
      ->check(CLI::IsMember({"exec", "packets"}));
  app.add_option("COMMAND", options.command, "a command to run, after --; its end ends the stream");
  declare_reading(app, options.reading);
}

int run(const TraceOptions& options, Context& context) {
  const bool packets = options.what == "packets";
  const ObjectRun traced{
      .object = "trace_" + options.what, .built_in = true, .packets = packets, .maps = {}, .command = options.command};
  ReadingOptions reading = options.reading;
  reading.containers = true;
  if (packets) {
    reading.decode.formats.insert(reading.decode.formats.begin(), {"source=ip", "target=ip"});
  }
  return run_object(traced, reading, context);
}

}  // namespace

void add_perf_trace(CLI::App& perf, Invocation& chosen) {
  add_verb<TraceOptions>(perf, chosen,
                         {.name = "trace",
                          .alias = "",
                          .description = "Print programs that are executed, or packets, with their containers",
                          .examples = "  bpflens perf trace exec\n"
                                      "  bpflens perf trace exec --container 3f2a -- docker exec web ls\n"
                                      "  bpflens perf trace packets --netns blue --where 'target_port == 53'\n"
                                      "  bpflens -j perf trace packets --count 100",
                          .declare = declare,
                          .run = run});
}

}  // namespace bpflens::commands
