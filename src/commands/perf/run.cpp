// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "perf run": an object's programs loaded, attached, listened to, and gone again.
#include "commands/perf/object_run.hpp"
#include "commands/perf/perf.hpp"
#include "commands/verb.hpp"

namespace bpflens::commands {
namespace {

struct RunOptions {
  ObjectRun run;
  ReadingOptions reading;
};

void declare(CLI::App& app, RunOptions& options) {
  app.add_option("OBJECT", options.run.object, "the compiled programs")->required();
  app.add_option("COMMAND", options.run.command, "a command to run, after --; its end ends the stream");
  app.add_option("--map", options.run.maps,
                 "the map to read; every perf event array and ring buffer of the object if left out")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->type_name("NAME");
  declare_reading(app, options.reading);
}

int run(const RunOptions& options, Context& context) { return run_object(options.run, options.reading, context); }

}  // namespace

void add_perf_run(CLI::App& perf, Invocation& chosen) {
  add_verb<RunOptions>(perf, chosen,
                       {.name = "run",
                        .alias = "",
                        .description = "Load an object, attach its programs, print their events, and clean up",
                        .examples = "  bpflens perf run trace_output.bpf.o\n"
                                    "  bpflens perf run trace_output.bpf.o -- make -j4\n"
                                    "  bpflens perf run legacy.o --layout 'u64 pid; u64 cookie' --printk\n"
                                    "  bpflens -j perf run tracer.bpf.o --map events --count 100",
                        .declare = declare,
                        .run = run});
}

}  // namespace bpflens::commands
