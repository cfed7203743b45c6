// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "pin remove": takes names away; the objects live on while anything else holds them.
#include <algorithm>

#include "commands/pin/pin.hpp"
#include "commands/pin/seen_pins.hpp"
#include "commands/verb.hpp"
#include "render/removed.hpp"

namespace bpflens::commands {
namespace {

struct RemoveOptions {
  std::vector<std::string> paths;
  std::string in;
  bool recursive = false;
  bool dry_run = false;
};

void declare(CLI::App& app, RemoveOptions& options) {
  app.add_option("PATH", options.paths, "pins to remove; with --recursive directories")
      ->required()
      ->expected(1, CLI::detail::expected_max_vector_size);
  app.add_flag("-r,--recursive", options.recursive, "directories with all that is pinned in them");
  app.add_flag("--dry-run", options.dry_run, "only say what would be removed");
  declare_in(app, options.in);
}

// Everything below a directory, and itself unless a file system is mounted there.
render::Removed below(kernel::Pins& pins, const std::vector<std::string>& directories) {
  render::Removed found;
  const std::vector<model::BpffsMount> mounts = pins.described_mounts();
  for (std::string top : directories) {
    while (top.size() > 1 && top.ends_with('/')) top.pop_back();
    for (const model::Pin& pin : pins.list(top)) found.pins.emplace_back(pin.path, "");
    for (std::string& directory : pins.directories(top)) found.directories.push_back(std::move(directory));
    if (std::none_of(mounts.begin(), mounts.end(), [&](const auto& mount) { return mount.point == top; }))
      found.directories.push_back(top);
  }
  return found;
}

int remove_all(const RemoveOptions& options, kernel::Pins& pins, Context& context) {
  render::Removed removed = below(pins, options.paths);
  removed.dry_run = options.dry_run;
  if (!options.dry_run) {
    for (const auto& [path, why] : removed.pins) pins.remove(path);
    std::erase_if(removed.directories, [&](const std::string& path) { return !pins.remove_directory(path); });
  }
  if (context.globals.json)
    print_json(context, render::to_json(removed));
  else
    context.out << render::text_of(removed);
  return kDone;
}

// Of several, all are looked at before the first goes, so that a wrong path leaves everything as it is.
int run(const RemoveOptions& options, Context& context) {
  const PinView pins(context, options.in);
  if (options.recursive) return remove_all(options, *pins, context);
  if (options.paths.size() > 1 || options.dry_run)
    for (const std::string& path : options.paths)
      if (!pins->find(path))
        return report_error(context, "nothing is pinned at " + path + "; nothing was removed", kNo);
  if (!options.dry_run)
    for (const std::string& path : options.paths) pins->remove(path);
  return done(context);
}

}  // namespace

void add_pin_remove(CLI::App& pin, Invocation& chosen) {
  add_verb<RemoveOptions>(pin, chosen,
                          {.name = "remove",
                           .alias = "",
                           .description = "Remove pins: names, never other files",
                           .examples = "  bpflens pin remove /sys/fs/bpf/x\n"
                                       "  bpflens pin remove /sys/fs/bpf/app/a /sys/fs/bpf/app/b\n"
                                       "  bpflens pin remove --recursive /sys/fs/bpf/app --dry-run",
                           .declare = declare,
                           .run = run});
}

}  // namespace bpflens::commands
