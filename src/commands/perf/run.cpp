// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "perf run": an object's programs loaded, attached, listened to, and gone again.
#include <algorithm>
#include <cstdint>

#include "commands/notices.hpp"
#include "commands/perf/perf.hpp"
#include "commands/perf/reading.hpp"
#include "commands/verb.hpp"

namespace bpflens::commands {
namespace {

struct RunOptions {
  std::string object;
  std::vector<std::string> maps;
  std::vector<std::string> command;
  bool mount = false;
  ReadingOptions reading;
};

void declare(CLI::App& app, RunOptions& options) {
  app.add_option("OBJECT", options.object, "the compiled programs")->required();
  app.add_option("COMMAND", options.command, "a command to run, after --; its end ends the stream");
  app.add_option("--map", options.maps, "the map to read; every perf event array of the object if left out")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->type_name("NAME");
  app.add_flag("--mount", options.mount, "mount tracefs where a tracepoint needs it and it isn't mounted");
  declare_reading(app, options.reading);
}

constexpr std::uint32_t kPerfEventArray = 4;  // enum bpf_map_type

bool carries_events(const model::Map& map) { return map.type == kPerfEventArray; }

std::vector<model::Map> chosen_maps(const RunOptions& options, const std::vector<model::Map>& all) {
  std::vector<model::Map> maps;
  if (options.maps.empty()) std::copy_if(all.begin(), all.end(), std::back_inserter(maps), carries_events);
  for (const std::string& name : options.maps) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const model::Map& map) { return map.name == name; });
    if (found == all.end()) throw UsageError(options.object + " has no map named " + name);
    maps.push_back(*found);
  }
  if (maps.empty()) throw UsageError(options.object + " has no perf event array to read events from");
  return maps;
}

// The command's own exit status becomes ours; a stream that something else ended was successful.
int exit_status(const RunOptions& options, kernel::Child* child, Context& context) {
  const int status = child != nullptr ? child->status().value_or(kDone) : kDone;
  if (status != 0) context.err << "bpflens: " << options.command[0] << " ended with status " << status << std::endl;
  return status;
}

int run(const RunOptions& options, Context& context) {
  kernel::Processes& processes = context.kernel.processes;
  const auto stop = processes.catch_stop();
  const auto object = context.kernel.loader.load({.path = options.object, .mount_tracefs = options.mount});
  say_notices(*object, context);
  const std::vector<model::Map> maps = chosen_maps(options, object->maps());
  Reading reading(context, options.reading, maps, object->programs());
  const auto stream = context.kernel.events.open(maps, stream_options(options.reading));
  for (const model::Program& program : object->programs()) object->attach(program.id);
  std::unique_ptr<kernel::Child> child;
  if (!options.command.empty()) child = processes.start(options.command, true);
  reading.run(*stream, *stop, child.get());
  return exit_status(options, child.get(), context);
}

}  // namespace

void add_perf_run(CLI::App& perf, Invocation& chosen) {
  add_verb<RunOptions>(perf, chosen,
                       {.name = "run",
                        .alias = "",
                        .description = "Load an object, attach its programs, print their events, and clean up",
                        .examples = "  bpflens perf run trace_output.bpf.o\n"
                                    "  bpflens perf run trace_output.bpf.o -- make -j4\n"
                                    "  bpflens -j perf run tracer.bpf.o --map events --count 100",
                        .declare = declare,
                        .run = run});
}

}  // namespace bpflens::commands
