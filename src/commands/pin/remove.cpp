// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "pin remove": takes names away; the objects live on while anything else holds them.
#include "commands/pin/pin.hpp"
#include "commands/verb.hpp"

namespace bpflens::commands {
namespace {

struct RemoveOptions {
  std::vector<std::string> paths;
};

void declare(CLI::App& app, RemoveOptions& options) {
  app.add_option("PATH", options.paths, "pins to remove")
      ->required()
      ->expected(1, CLI::detail::expected_max_vector_size);
}

// Of several, all are looked at before the first goes, so that a wrong path leaves everything as it is.
int run(const RemoveOptions& options, Context& context) {
  if (options.paths.size() > 1)
    for (const std::string& path : options.paths)
      if (!context.kernel.pins.find(path))
        return report_error(context, "nothing is pinned at " + path + "; nothing was removed", kNo);
  for (const std::string& path : options.paths) context.kernel.pins.remove(path);
  if (context.globals.json) print_json(context, nullptr);
  return kDone;
}

}  // namespace

void add_pin_remove(CLI::App& pin, Invocation& chosen) {
  add_verb<RemoveOptions>(pin, chosen,
                          {.name = "remove",
                           .description = "Remove pins: names, never other files",
                           .examples = "  bpflens pin remove /sys/fs/bpf/x\n"
                                       "  bpflens pin remove /sys/fs/bpf/app/a /sys/fs/bpf/app/b",
                           .declare = declare,
                           .run = run});
}

}  // namespace bpflens::commands
