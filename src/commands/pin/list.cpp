// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "pin list": what is pinned, on every bpffs or below a directory.
#include "commands/pin/pin.hpp"
#include "commands/verb.hpp"
#include "render/pin.hpp"

namespace bpflens::commands {
namespace {

struct ListOptions {
  std::string directory;
};

void declare(CLI::App& app, ListOptions& options) {
  app.add_option("DIR", options.directory, "a directory on a bpffs; every bpffs mounted here if left out");
}

std::vector<model::Pin> all_pins(Context& context) {
  const std::vector<std::string> mounts = context.kernel.pins.mounts();
  if (mounts.empty())
    context.err << "bpflens: no bpffs is mounted here, so nothing can be pinned (mount -t bpf bpf /sys/fs/bpf)"
                << std::endl;
  std::vector<model::Pin> pins;
  for (const std::string& mount : mounts)
    for (model::Pin& pin : context.kernel.pins.list(mount)) pins.push_back(std::move(pin));
  return pins;
}

int run(const ListOptions& options, Context& context) {
  const bool all = options.directory.empty();
  const auto pins = all ? all_pins(context) : context.kernel.pins.list(options.directory);
  const bool closed = !all && pins.size() == 1 && !pins[0].object && pins[0].path == options.directory;
  if (closed) return report_error(context, "cannot open " + options.directory + ": " + pins[0].why, kPermission);
  if (context.globals.json) {
    const auto to_json = [](const model::Pin& pin) { return render::to_json(pin); };
    context.out << render::array_text(pins, to_json, context.globals.pretty);
  } else {
    context.out << render::table(pins);
  }
  return kDone;
}

}  // namespace

void add_pin_list(CLI::App& pin, Invocation& chosen) {
  add_verb<ListOptions>(pin, chosen,
                        {.name = "list",
                         .alias = "show",
                         .description = "List what is pinned on every bpffs, or below a directory",
                         .examples = "  bpflens pin list\n"
                                     "  bpflens pin list /sys/fs/bpf/app\n"
                                     "  bpflens -j pin list | jq -r '.[] | select(.kind == \"map\").path'",
                         .declare = declare,
                         .run = run});
}

}  // namespace bpflens::commands
