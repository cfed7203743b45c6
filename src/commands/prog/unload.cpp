// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "prog unload": takes away what keeps a program in the kernel, as far as it is ours to take, and says what is left.
#include <algorithm>
#include <chrono>
#include <cstdint>

#include "commands/held.hpp"
#include "commands/pinned.hpp"
#include "commands/prog/one_program.hpp"
#include "commands/prog/prog.hpp"
#include "commands/verb.hpp"
#include "render/unloaded.hpp"

namespace bpflens::commands {
namespace {

struct UnloadOptions {
  std::string object;
  bool dry_run = false;
};

void declare(CLI::App& app, UnloadOptions& options) {
  app.add_option("PROG", options.object, "an id, a name, tag:HEX or the path of a pin")->required();
  app.add_flag("--dry-run", options.dry_run, "only say what would be detached and removed");
}

// The pins of the program and of the links that attach it.
std::vector<std::string> pins_of(const model::Program& program, const std::vector<model::Link>& links,
                                 kernel::Pins& pins) {
  const auto keeps = [&](const model::ObjectRef& object) {
    if (object.kind == model::ObjectKind::program) return object.id == program.id.value;
    const auto same = [&](const model::Link& link) { return link.id.value == object.id; };
    return object.kind == model::ObjectKind::link && std::any_of(links.begin(), links.end(), same);
  };
  std::vector<std::string> found;
  for (const std::string& mount : pins.mounts())
    for (const model::Pin& pin : pins.list(mount))
      if (pin.object && keeps(*pin.object)) found.push_back(pin.path);
  return found;
}

// A program ends a little after its last pin: the kernel waits until nobody can be looking at it.
bool has_gone(const model::Program& program, Context& context) {
  const auto stop = context.kernel.processes.catch_stop();
  for (int tries = 0; tries < 100; ++tries) {
    if (!context.kernel.programs.find(program.id)) return true;
    if (stop->wait(std::chrono::milliseconds(20))) break;
  }
  return false;
}

int unload(const UnloadOptions& options, const model::Program& program, Context& context) {
  render::Unloaded result{.program = program, .dry_run = options.dry_run};
  std::vector<model::Link> links = context.kernel.links.list();
  std::erase_if(links, [&](const model::Link& link) { return link.program != program.id; });
  result.pins = pins_of(program, links, context.kernel.pins);
  if (options.dry_run) {
    result.detached = links;
  } else {
    // A link that can't be detached by others ends with its last holder, and its pins may be all there is.
    for (const model::Link& link : links)
      (context.kernel.links.detach(link) ? result.detached : result.still_attached).push_back(link);
    for (const std::string& path : result.pins) context.kernel.pins.remove(path);
  }
  std::vector<model::Program> programs = {program};
  const std::string partial = add_holders(context.kernel.holders, model::ObjectKind::program, programs);
  result.holders = std::move(programs[0].holders);
  if (!options.dry_run && result.holders.empty()) result.gone = has_gone(program, context);
  if (result.gone) {  // and with it the links that only their pins held
    result.detached.insert(result.detached.end(), result.still_attached.begin(), result.still_attached.end());
    result.still_attached.clear();
  }
  if (context.globals.json)
    print_json(context, render::to_json(result));
  else
    context.out << render::text_of(result);
  if (!result.gone) warn_of_partial_view(context, partial);
  return result.gone || options.dry_run ? kDone : kNo;
}

int run(const UnloadOptions& options, Context& context) {
  return with_program(context, options.object,
                      [&](const model::Program& program) { return unload(options, program, context); });
}

}  // namespace

void add_prog_unload(CLI::App& prog, Invocation& chosen) {
  add_verb<UnloadOptions>(prog, chosen,
                          {.name = "unload",
                           .alias = "",
                           .description = "Detach a program, remove its pins, and say who still holds it",
                           .examples = "  bpflens prog unload /sys/fs/bpf/filter\n"
                                       "  bpflens prog unload 12 --dry-run",
                           .declare = declare,
                           .run = run});
}

}  // namespace bpflens::commands
