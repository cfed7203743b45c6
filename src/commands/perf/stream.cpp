// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "perf stream": the events of maps that running programs write into.
#include "commands/perf/perf.hpp"
#include "commands/perf/reading.hpp"
#include "commands/select.hpp"
#include "commands/verb.hpp"
#include "model/map_types.hpp"
#include "render/escape.hpp"

namespace bpflens::commands {
namespace {

struct StreamOptions {
  std::vector<std::string> maps;
  ReadingOptions reading;
  bool force = false;
  bool peek = false;
};

void declare(CLI::App& app, StreamOptions& options) {
  app.add_option("MAP", options.maps, "perf event arrays and ring buffers to read: ids, names or pins");
  app.add_flag("--force", options.force, "take the events away from a process that reads them already");
  app.add_flag("--peek", options.peek, "ring buffers: look at the records, and leave them for their reader");
  declare_reading(app, options.reading);
}

// A ring buffer's records go to whoever comes first.
void warn_of_readers(Context& context, const model::Map& map) {
  for (const model::Process& reader : context.kernel.events.readers(map))
    context.err << "bpflens: " << render::printable(reader.comm) << " (process " << reader.pid << ") reads map "
                << map.id.value << ", too: each of its records will reach only one of us (--peek leaves them all)"
                << std::endl;
}

void check(Context& context, const StreamOptions& options, const std::vector<model::Map>& maps) {
  for (const model::Map& map : maps) {
    if (options.peek && map.type != model::kRingBuffer)
      throw UsageError("--peek is for ring buffers: what is read out of map " + std::to_string(map.id.value) +
                       ", of type " + map.type_name + ", is gone for others");
    if (map.type == model::kRingBuffer && !options.peek && !options.force) warn_of_readers(context, map);
  }
}

int run(const StreamOptions& options, Context& context) {
  ReadingSource source;
  for (const std::string& text : options.maps) {
    const model::Selector wanted = selector(text);
    const auto found = select_maps(context.kernel, wanted);
    if (found.empty()) return report_error(context, not_found("map", wanted), kNo);
    source.maps.insert(source.maps.end(), found.begin(), found.end());
  }
  if (source.maps.empty() && !options.reading.printed) throw UsageError("give a map to read, or --printk");
  auto asked = stream_options(options.reading);
  asked.force = options.force;
  asked.peek = options.peek;
  check(context, options, source.maps);
  source.programs = context.kernel.programs.list(kernel::Detail::info);
  const auto stop = context.kernel.processes.catch_stop();
  Reading reading(context, options.reading, source);
  asked.only_new = reading.asks_programs();
  const auto stream = context.kernel.events.open(source.maps, asked);
  return reading.run(*stream, *stop, nullptr);
}

}  // namespace

void add_perf_stream(CLI::App& perf, Invocation& chosen) {
  add_verb<StreamOptions>(perf, chosen,
                          {.name = "stream",
                           .alias = "",
                           .description = "Print the events that programs write into maps, until interrupted",
                           .examples = "  bpflens perf stream events\n"
                                       "  bpflens perf stream 12 13 --duration 10 --sort 50\n"
                                       "  bpflens perf stream events --type 'struct event' --fields pid,cookie\n"
                                       "  bpflens perf stream flows --as saddr=ipv4 --where 'len > 1500'\n"
                                       "  bpflens perf stream ringbuf --peek --poll 10\n"
                                       "  bpflens perf stream events --container 3f2a --rate\n"
                                       "  bpflens -j perf stream /sys/fs/bpf/events | jq .event",
                           .declare = declare,
                           .run = run});
}

}  // namespace bpflens::commands
