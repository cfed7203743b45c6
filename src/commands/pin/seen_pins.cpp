// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "commands/pin/seen_pins.hpp"

#include <algorithm>

#include "commands/pin/references.hpp"
#include "render/escape.hpp"

namespace bpflens::commands {
namespace {

// A number is a process, anything else a container, of which any process will do.
int process_named(Context& context, const std::string& words) {
  const bool number = words.find_first_not_of("0123456789") == std::string::npos && words.size() < 10;
  if (number) return std::stoi(words);
  for (const model::Inhabitant& each : context.kernel.dwellings.all().found)
    if (each.dwelling.container && is_called(*each.dwelling.container, words)) return each.process.pid;
  throw UsageError("no process of a container called '" + words + "' is seen here; give a process id or a container");
}

void warn_of_missing(Context& context, const std::string& why) {
  if (!why.empty()) context.err << "bpflens: pins may be missing: " << render::printable(why) << std::endl;
}

std::vector<model::Pin> all_pins(Context& context, kernel::Pins& pins) {
  const std::vector<std::string> mounts = pins.mounts();
  if (mounts.empty())
    context.err << "bpflens: no bpffs is mounted here, so nothing can be pinned (mount -t bpf bpf /sys/fs/bpf)"
                << std::endl;
  std::vector<model::Pin> found;
  for (const std::string& mount : mounts)
    for (model::Pin& pin : pins.list(mount)) found.push_back(std::move(pin));
  return found;
}

std::vector<model::Pin> pins_on(kernel::Pins& pins, const std::vector<model::BpffsMount>& mounts) {
  std::vector<model::Pin> found;
  for (const model::BpffsMount& mount : mounts)
    for (model::Pin& pin : pins.list(mount.point)) found.push_back(std::move(pin));
  return found;
}

// Those of this process whose file systems are not among those.
std::vector<model::BpffsMount> mounts_not_in(const std::vector<model::BpffsMount>& those, kernel::Pins& own) {
  std::vector<model::BpffsMount> others = each_once(own.described_mounts());
  std::erase_if(others, [&](const model::BpffsMount& mount) {
    return std::any_of(those.begin(), those.end(), [&](const auto& other) { return covers(other, mount); });
  });
  return others;
}

void keep_of_place(Context& context, const PlaceFilter& filter, std::vector<model::Pin>& pins) {
  if (filter.empty()) return;
  std::vector<std::string> partial;
  const PlaceObjects wanted = objects_of_place(context, filter, partial);
  std::erase_if(pins, [&](const model::Pin& pin) { return !pin.object || !wanted.has(*pin.object); });
  for (const std::string& why : partial) warn_of_missing(context, why);
}

}  // namespace

void declare_in(CLI::App& app, std::string& in) {
  app.add_option("--in", in, "in the mount namespace of this process or container; paths are those seen there")
      ->type_name("PID|CONTAINER");
}

PinView::PinView(Context& context, const std::string& in) : pins_(&context.kernel.pins) {
  if (in.empty()) return;
  elsewhere_ = context.kernel.pins.inside(process_named(context, in));
  pins_ = elsewhere_.get();
}

void declare_seen(CLI::App& app, SeenOptions& options) {
  app.add_option("DIR", options.directory, "a directory on a bpffs; every bpffs mounted here if left out");
  auto* all = app.add_flag("--all-namespaces", options.all_namespaces,
                           "also what is pinned on bpffs that only other mount namespaces see");
  declare_in(app, options.in);
  app.get_option("--in")->excludes(all);
  declare_place_filter(app, options.place);
}

SeenPins seen_pins(Context& context, const SeenOptions& options) {
  const PinView view(context, options.in);
  const bool all = options.directory.empty();
  if (!all && options.all_namespaces) throw UsageError("--all-namespaces shows all that is pinned: leave DIR out");
  SeenPins seen;
  seen.pins = all ? all_pins(context, *view) : view->list(options.directory);
  const bool closed = !all && seen.pins.size() == 1 && !seen.pins[0].object && seen.pins[0].path == options.directory;
  if (closed) seen.closed = seen.pins[0].why;
  if (closed) return seen;
  if (options.all_namespaces) {
    kernel::PinsElsewhere elsewhere = view->elsewhere();
    seen.pins.insert(seen.pins.end(), elsewhere.pins.begin(), elsewhere.pins.end());
    warn_of_missing(context, elsewhere.partial);
  }
  std::vector<model::Pin> counted = seen.pins;
  if (!all) counted = pins_on(*view, each_once(view->described_mounts()));
  if (!options.in.empty())
    for (model::Pin& pin : pins_on(context.kernel.pins, mounts_not_in(view->described_mounts(), context.kernel.pins)))
      counted.push_back(std::move(pin));
  keep_of_place(context, options.place, seen.pins);
  add_references(context, counted, seen.pins);
  return seen;
}

}  // namespace bpflens::commands
