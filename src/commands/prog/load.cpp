// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "prog load" and "prog loadall": from a compiled object to pins, all of them or none.
#include <chrono>

#include "commands/notices.hpp"
#include "commands/prog/load_options.hpp"
#include "commands/prog/load_raw.hpp"
#include "commands/prog/pinning.hpp"
#include "commands/prog/prog.hpp"
#include "commands/rejection.hpp"
#include "commands/verb.hpp"
#include "model/loaded.hpp"
#include "render/escape.hpp"
#include "render/verifier_report.hpp"

namespace bpflens::commands {
namespace {

// The directories for the pins, and that the one pin of "prog load" has its place free, or is the link to update.
void prepare(kernel::PinSet& pins, const LoadOptions& options, bool all, Context& context) {
  const bool mount = options.mount;
  if (!options.map_directory.empty() && !options.dry_run)
    pins.prepare(options.map_directory, {.make_parents = true, .mount = mount});
  if (options.path.empty() || options.dry_run) return;
  const std::string directory = all ? options.path : parent_of(options.path);
  pins.prepare(directory, {.make_parents = all || options.parents, .mount = mount});
  const auto there = all ? std::nullopt : context.kernel.pins.find(options.path);
  if (options.replace && (!there || !there->object || there->object->kind != model::ObjectKind::link))
    throw UsageError("--replace wants the path of a pinned link, which " + options.path + " is not");
}

std::vector<model::RejectedProgram> rejected(const kernel::LoadedObject& object) {
  std::vector<model::RejectedProgram> programs;
  for (const kernel::Failure& failure : object.failures())
    programs.push_back({.name = failure.program, .message = kernel::message(failure), .log = failure.log});
  return programs;
}

// Says on standard error why each was rejected; -j has it in the document.
void explain(const std::vector<model::RejectedProgram>& programs, Context& context) {
  for (const model::RejectedProgram& program : programs) {
    context.err << "bpflens: " << render::printable(program.message) << '\n';
    if (!program.log.empty()) context.err << render::text_of(render::read_verifier_log(program.log));
    write_verifier_log(context, program.log);
  }
}

void place_all(Pinning& pinning, const LoadOptions& options, bool all) {
  if (options.dry_run) return;
  if (!options.map_directory.empty()) pinning.pin_maps(options.map_directory);
  for (const model::Program& program : pinning.programs()) {
    const bool in_directory = all && !options.path.empty();
    if (options.replace)
      pinning.replace(program, options.path);
    else
      pinning.place(program, in_directory ? options.path + "/" + program.name : options.path, options);
  }
}

void say_what_was_done(const kernel::LoadedObject& object, Context& context) {
  say_notices(object, context);
  const std::string log = object.verifier_log();
  if (context.globals.verifier_log.empty())
    context.err << log;
  else if (!log.empty())
    write_verifier_log(context, log);
}

// Until a signal comes.
void hold(kernel::Stop& stop, Context& context) {
  context.err << "bpflens: loaded until Ctrl-C" << std::endl;
  while (!stop.wait(std::chrono::hours(1))) continue;
}

int load(const LoadOptions& options, Context& context, bool all) {
  check(options, all);
  context.globals.verifier_log = options.log;
  kernel::LoadRequest request = request_of(options, context);
  request.first_program_only = !all && options.only.empty();
  const auto stop = context.kernel.processes.catch_stop();
  const auto pins = context.kernel.pins.new_set();
  prepare(*pins, options, all, context);
  if (!all && !options.replace && !options.path.empty() && !options.dry_run && context.kernel.pins.find(options.path))
    return report_error(context, "something is pinned at " + options.path + " already, and nothing is replaced",
                        kRefused);
  const auto object = context.kernel.loader.load(request);
  say_what_was_done(*object, context);

  Pinning pinning(context, *pins, *stop, *object);
  place_all(pinning, options, all);
  if (pinning.stopped()) return report_error(context, "stopped by a signal: nothing stays loaded", kRefused);
  if (!options.dry_run) pins->keep();
  model::Loaded loaded = pinning.result(!options.hold && !options.dry_run);
  loaded.rejected = rejected(*object);
  report(loaded, context);
  explain(loaded.rejected, context);
  if (options.dry_run) context.err << "bpflens: dry run: nothing stays loaded" << std::endl;
  if (options.hold) hold(*stop, context);
  return loaded.rejected.empty() ? kDone : kVerifier;
}

int run_load(const LoadOptions& options, Context& context) {
  return options.raw ? load_raw(options, context) : load(options, context, false);
}
int run_loadall(const LoadOptions& options, Context& context) { return load(options, context, true); }

}  // namespace

void add_prog_load(CLI::App& prog, Invocation& chosen) {
  add_verb<LoadOptions>(prog, chosen,
                        {.name = "load",
                         .alias = "",
                         .description = "Load a compiled object and pin its first program",
                         .examples = "  bpflens prog load filter.o /sys/fs/bpf/filter\n"
                                     "  bpflens prog load filter.o /sys/fs/bpf/filter --map counts=12\n"
                                     "  bpflens prog load trace.o /sys/fs/bpf/trace --autoattach\n"
                                     "  bpflens prog load filter.o /sys/fs/bpf/f --set limit=10 --attach eth0\n"
                                     "  bpflens prog load filter.o --dry-run --log-level 1 --log verifier.log\n"
                                     "  bpflens prog load --raw filter.raw --type socket /sys/fs/bpf/filter",
                         .declare = declare_load_or_raw,
                         .run = run_load});
}

void add_prog_loadall(CLI::App& prog, Invocation& chosen) {
  add_verb<LoadOptions>(prog, chosen,
                        {.name = "loadall",
                         .alias = "",
                         .description = "Load a compiled object and pin all its programs in a directory",
                         .examples = "  bpflens prog loadall filters.o /sys/fs/bpf/filters\n"
                                     "  bpflens prog loadall filters.o /sys/fs/bpf/f --pinmaps /sys/fs/bpf/f/maps\n"
                                     "  bpflens -j prog loadall filters.o /sys/fs/bpf/f | jq -r '.programs[].id'\n"
                                     "  bpflens prog loadall probes.o --hold --keep-going \\\n"
                                     "      --attach on_read=/bin/bash:readline --attach on_switch=sched:sched_switch",
                         .declare = declare_load,
                         .run = run_loadall});
}

}  // namespace bpflens::commands
