// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "commands/prog/load_raw.hpp"

#include <cstddef>
#include <utility>

#include "commands/files.hpp"
#include "commands/prog/pinning.hpp"
#include "insn/instruction.hpp"

namespace bpflens::commands {
namespace {

void check_raw(const LoadOptions& options) {
  if (options.type.empty()) throw UsageError("bare instructions don't tell what they are: give --type");
  const bool attached = options.attach || options.replace || !options.targets.empty();
  if (attached || !options.device.empty())
    throw UsageError("bare instructions can be neither attached nor offloaded by this command");
  if (!options.variables.empty() || !options.only.empty() || !options.map_directory.empty() || options.hold)
    throw UsageError("--set, --only, --pinmaps and --hold are for compiled objects, not for bare instructions");
}

// Why these bytes are no instructions; empty when they may be.
std::string raw_problem(const LoadOptions& options, const FileBytes& read) {
  if (!read.error.empty()) return read.error;
  if (read.bytes.empty()) return "there are no instructions in " + options.object;
  if (read.bytes.size() % insn::kSlot != 0)
    return options.object + " is not bare instructions: they have 8 bytes each, and it has " +
           std::to_string(read.bytes.size());
  return "";
}

// Loads once to see whether the kernel takes it.
int try_raw(const kernel::RawRequest& request, Context& context) {
  const auto object = context.kernel.loader.load_raw(request);
  report({.programs = object->programs(), .maps = object->maps(), .links = {}}, context);
  context.err << "bpflens: the kernel takes it; without a path to pin it at, it is gone again" << std::endl;
  return kDone;
}

}  // namespace

int load_raw(const LoadOptions& options, Context& context) {
  constexpr std::size_t kLargest = std::size_t{16} << 20;  // the kernel takes a million instructions
  check_raw(options);
  FileBytes read = read_file(options.object, kLargest);
  if (const std::string problem = raw_problem(options, read); !problem.empty())
    return report_error(context, problem, kRefused);
  const kernel::RawRequest request = raw_request_of(options, std::move(read.bytes), context);
  if (options.path.empty() || options.dry_run) return try_raw(request, context);

  const auto stop = context.kernel.processes.catch_stop();
  const auto pins = context.kernel.pins.new_set();
  pins->prepare(parent_of(options.path), {.make_parents = options.parents, .mount = options.mount});
  const auto object = context.kernel.loader.load_raw(request);
  Pinning pinning(context, *pins, *stop, *object);
  for (const model::Program& program : pinning.programs()) pinning.place(program, options.path, options);
  if (pinning.stopped()) return report_error(context, "stopped by a signal: nothing stays loaded", kRefused);
  pins->keep();
  report(pinning.result(true), context);
  return kDone;
}

}  // namespace bpflens::commands
