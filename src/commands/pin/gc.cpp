// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "pin gc": what is left over on bpffs mounts: pins of links whose target is gone, and empty directories.
#include <algorithm>

#include "commands/pin/pin.hpp"
#include "commands/pin/seen_pins.hpp"
#include "commands/verb.hpp"
#include "render/link.hpp"
#include "render/removed.hpp"

namespace bpflens::commands {
namespace {

struct GcOptions {
  std::string directory;
  std::string in;
  bool dry_run = false;
};

void declare(CLI::App& app, GcOptions& options) {
  app.add_option("DIR", options.directory, "only below this directory; every bpffs mounted here if left out");
  app.add_flag("--dry-run", options.dry_run, "only say what would be removed");
  declare_in(app, options.in);
}

// Why a pin is of no use any more; empty while it is.
std::string uselessness(const model::Pin& pin, kernel::Links& links) {
  if (!pin.object || pin.object->kind != model::ObjectKind::link) return "";
  const auto link = links.find({pin.object->id});
  if (!link || !attaches_nothing(*link)) return "";
  return "link " + std::to_string(link->id.value) + " attaches to " + render::target_words(*link);
}

// Directories that nothing is left in; those in them come first.
std::vector<std::string> empty_directories(kernel::Pins& pins, const std::string& top,
                                           const std::vector<std::string>& staying) {
  std::vector<std::string> empty;
  for (const std::string& directory : pins.directories(top)) {
    const auto is_in = [&](const std::string& path) { return path.starts_with(directory + "/"); };
    if (std::none_of(staying.begin(), staying.end(), is_in)) empty.push_back(directory);
  }
  return empty;
}

void collect(const GcOptions& options, kernel::Pins& pins, kernel::Links& links, const std::string& top,
             render::Removed& removed) {
  std::vector<std::string> staying;
  for (const model::Pin& pin : pins.list(top)) {
    const std::string why = uselessness(pin, links);
    if (why.empty()) staying.push_back(pin.path);
    if (!why.empty() && !options.dry_run) pins.remove(pin.path);
    if (!why.empty()) removed.pins.emplace_back(pin.path, why);
  }
  for (const std::string& directory : empty_directories(pins, top, staying))
    if (options.dry_run || pins.remove_directory(directory)) removed.directories.push_back(directory);
}

int run(const GcOptions& options, Context& context) {
  const PinView pins(context, options.in);
  render::Removed removed;
  removed.dry_run = options.dry_run;
  const std::vector<std::string> tops =
      options.directory.empty() ? pins->mounts() : std::vector<std::string>{options.directory};
  for (const std::string& top : tops) collect(options, *pins, context.kernel.links, top, removed);
  if (context.globals.json)
    print_json(context, render::to_json(removed));
  else
    context.out << render::text_of(removed);
  return kDone;
}

}  // namespace

void add_pin_gc(CLI::App& pin, Invocation& chosen) {
  add_verb<GcOptions>(pin, chosen,
                      {.name = "gc",
                       .alias = "",
                       .description = "Remove pins of links whose target is gone, and empty directories",
                       .examples = "  bpflens pin gc --dry-run\n"
                                   "  bpflens pin gc /sys/fs/bpf/app",
                       .declare = declare,
                       .run = run});
}

}  // namespace bpflens::commands
