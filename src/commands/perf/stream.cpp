// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "perf stream": the events of maps that running programs write into.
#include "commands/perf/perf.hpp"
#include "commands/perf/reading.hpp"
#include "commands/select.hpp"
#include "commands/verb.hpp"

namespace bpflens::commands {
namespace {

struct StreamOptions {
  std::vector<std::string> maps;
  ReadingOptions reading;
  bool force = false;
};

void declare(CLI::App& app, StreamOptions& options) {
  app.add_option("MAP", options.maps, "perf event arrays to read: ids, names or pins")->required();
  declare_reading(app, options.reading);
  app.add_flag("--force", options.force, "take the events away from a process that reads them already");
}

int run(const StreamOptions& options, Context& context) {
  std::vector<model::Map> maps;
  for (const std::string& text : options.maps) {
    const model::Selector wanted = selector(text);
    const auto found = select_maps(context.kernel, wanted);
    if (found.empty()) return report_error(context, not_found("map", wanted), kNo);
    maps.insert(maps.end(), found.begin(), found.end());
  }
  Reading reading(context, options.reading, maps, context.kernel.programs.list());
  const auto stop = context.kernel.processes.catch_stop();
  auto asked = stream_options(options.reading);
  asked.force = options.force;
  const auto stream = context.kernel.events.open(maps, asked);
  reading.run(*stream, *stop, nullptr);
  return kDone;
}

}  // namespace

void add_perf_stream(CLI::App& perf, Invocation& chosen) {
  add_verb<StreamOptions>(perf, chosen,
                          {.name = "stream",
                           .alias = "",
                           .description = "Print the events that programs write into maps, until interrupted",
                           .examples = "  bpflens perf stream events\n"
                                       "  bpflens perf stream 12 13 --duration 10\n"
                                       "  bpflens perf stream events --type 'struct event' --fields pid,cookie\n"
                                       "  bpflens -j perf stream /sys/fs/bpf/events | jq .event",
                           .declare = declare,
                           .run = run});
}

}  // namespace bpflens::commands
