// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "commands/perf/object_run.hpp"

#include <algorithm>

#include "commands/notices.hpp"
#include "commands/perf/reading.hpp"
#include "model/map_types.hpp"

namespace bpflens::commands {
namespace {

bool carries_events(const model::Map& map) {
  return map.type == model::kPerfEventArray || map.type == model::kRingBuffer;
}

std::vector<model::Map> chosen_maps(const ObjectRun& run, const kernel::LoadedObject& object, bool printed) {
  const std::vector<model::Map> all = object.maps();
  const std::vector<std::string> names = object.map_names();
  std::vector<model::Map> maps;
  if (run.maps.empty()) std::copy_if(all.begin(), all.end(), std::back_inserter(maps), carries_events);
  for (const std::string& name : run.maps) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) throw UsageError(run.object + " has no map named " + name);
    maps.push_back(all[static_cast<std::size_t>(found - names.begin())]);
  }
  if (maps.empty() && !printed)
    throw UsageError(run.object + " has no perf event array or ring buffer to read events from");
  return maps;
}

// The command's own exit status becomes ours; a stream that something else ended was successful.
int exit_status(const ObjectRun& run, kernel::Child* child, Context& context) {
  const int status = child != nullptr ? child->status().value_or(kDone) : kDone;
  if (status != 0) context.err << "bpflens: " << run.command[0] << " ended with status " << status << std::endl;
  return status;
}

}  // namespace

int run_object(const ObjectRun& run, const ReadingOptions& options, Context& context) {
  kernel::Processes& processes = context.kernel.processes;
  const kernel::StreamOptions asked = stream_options(options);
  const auto stop = processes.catch_stop();
  const auto object =
      context.kernel.loader.load({.path = run.object, .built_in = run.built_in, .mount_tracefs = options.mount});
  say_notices(*object, context);
  ReadingSource source{.maps = chosen_maps(run, *object, options.printed),
                       .programs = object->programs(),
                       .object = run.built_in ? "" : run.object,
                       .packets = run.packets};
  Reading reading(context, options, source);
  const auto stream = context.kernel.events.open(source.maps, asked);
  for (const model::Program& program : source.programs) object->attach(program.id);
  std::unique_ptr<kernel::Child> child;
  if (!run.command.empty()) child = processes.start(run.command, true);
  const int ended = reading.run(*stream, *stop, child.get());
  const int status = exit_status(run, child.get(), context);
  return ended != kDone ? ended : status;
}

}  // namespace bpflens::commands
