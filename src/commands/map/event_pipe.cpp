// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "map event_pipe": the events of a perf event array as bpftool prints them. "perf stream" tells more of them.
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "commands/map/map.hpp"
#include "commands/map/one_map.hpp"
#include "commands/verb.hpp"
#include "model/map_types.hpp"
#include "model/names.hpp"
#include "render/event_pipe.hpp"

namespace bpflens::commands {
namespace {

constexpr std::chrono::milliseconds kLongestWait{1000};

struct PipeOptions {
  std::string object;
  std::optional<std::uint32_t> cpu;
  std::optional<std::uint32_t> index;
  bool force = false;
};

void declare(CLI::App& app, PipeOptions& options) {
  app.add_option("MAP", options.object, "a perf event array: an id, a name or the path of a pin")->required();
  app.add_option("--cpu", options.cpu, "only the events of this CPU")->type_name("N");
  app.add_option("--index", options.index, "the slot to read, which is that of the CPU")->type_name("N");
  app.add_flag("--force", options.force, "take the events away from a process that reads them already");
}

class Pipe {
 public:
  Pipe(Context& context, const PipeOptions& options)
      : context_(context),
        options_(options),
        pipe_(context.globals.json, context.globals.pretty),
        own_pid_(context.kernel.processes.own_pid()) {}

  void run(kernel::EventStream& stream, kernel::Stop& stop) {
    stream.wake_on(stop.descriptor());
    pipe_.begin(text_);
    write();
    while (!stop.requested())
      if (!print(stream.read(std::chrono::milliseconds(0)))) {
        context_.out.flush();
        print(stream.read(kLongestWait));
      }
    stream.finish();
    while (print(stream.read(std::chrono::milliseconds(0)))) {
    }
    pipe_.end(text_);
    write();
  }

 private:
  // Returns whether there were any. Those that this process causes by printing are left out, or they would never end.
  bool print(std::span<const model::Event> events) {
    for (const model::Event& event : events) {
      const bool own = event.kind == model::Event::Kind::sample && event.pid == own_pid_;
      if (!own && (!options_.cpu || event.cpu == *options_.cpu)) pipe_.append(event, text_);
    }
    write();
    return !events.empty();
  }

  void write() {
    context_.out << text_.text();
    text_.clear();
  }

  Context& context_;
  const PipeOptions& options_;
  render::EventPipe pipe_;
  std::int32_t own_pid_;
  btf::Buffer text_;
};

int run(const PipeOptions& options, Context& context) {
  return with_map(context, options.object, [&](const model::Map& map) {
    if (map.type != model::kPerfEventArray)
      throw UsageError("map " + std::to_string(map.id.value) + " is " + model::with_article(map.type_name) +
                       ": event_pipe reads perf event arrays");
    if (options.index && options.index != options.cpu)
      throw UsageError("events of a CPU are read at the index of that CPU: give the same number for both");
    const auto stop = context.kernel.processes.catch_stop();
    const auto stream = context.kernel.events.open({&map, 1}, {.force = options.force});
    Pipe(context, options).run(*stream, *stop);
    return static_cast<int>(kDone);
  });
}

}  // namespace

void add_map_event_pipe(CLI::App& map, Invocation& chosen) {
  add_verb<PipeOptions>(map, chosen,
                        {.name = "event_pipe",
                         .alias = "",
                         .description = "Print the events of a perf event array as bytes, until interrupted",
                         .examples = "  bpflens map event_pipe events\n"
                                     "  bpflens -j map event_pipe id 12 cpu 0 index 0\n"
                                     "  bpflens perf stream events    # the same by field, with processes",
                         .declare = declare,
                         .run = run});
}

}  // namespace bpflens::commands
