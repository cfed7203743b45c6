// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "pin list" and "pin tree": what is pinned, on every bpffs, below a directory, or as others see it.
#include "commands/pin/pin.hpp"
#include "commands/pin/seen_pins.hpp"
#include "commands/verb.hpp"
#include "render/pin.hpp"
#include "render/pin_tree.hpp"

namespace bpflens::commands {
namespace {

int report_closed(const SeenOptions& options, const SeenPins& seen, Context& context) {
  return report_error(context, "cannot open " + options.directory + ": " + seen.closed, kPermission);
}

int run_list(const SeenOptions& options, Context& context) {
  const SeenPins seen = seen_pins(context, options);
  if (!seen.closed.empty()) return report_closed(options, seen, context);
  if (context.globals.json) {
    const auto to_json = [](const model::Pin& pin) { return render::to_json(pin); };
    context.out << render::array_text(seen.pins, to_json, context.globals.pretty);
  } else {
    print_table(context, render::table(seen.pins));
  }
  return kDone;
}

int run_tree(const SeenOptions& options, Context& context) {
  const SeenPins seen = seen_pins(context, options);
  if (!seen.closed.empty()) return report_closed(options, seen, context);
  const PinView view(context, options.in);
  std::vector<render::PinTree> trees;
  std::vector<model::BpffsMount> mounts = view->described_mounts();
  if (options.directory.empty()) mounts = each_once(mounts);
  for (const model::BpffsMount& mount : mounts) {
    const bool asked = options.directory.empty() || options.directory == mount.point ||
                       options.directory.starts_with(mount.point + "/");
    if (!asked) continue;
    render::PinTree tree{.mount = mount, .top = mount.point, .pins = {}, .directories = {}, .seen_by = {}};
    if (!options.directory.empty()) tree.top = options.directory;
    if (options.place.empty()) tree.directories = view->directories(tree.top);
    trees.push_back(std::move(tree));
  }
  render::sort_into(trees, seen.pins);
  if (context.globals.json)
    context.out << render::array_text(
        trees, [](const render::PinTree& tree) { return render::to_json(tree); }, context.globals.pretty);
  else
    context.out << render::text_of(trees);
  return kDone;
}

}  // namespace

void add_pin_list(CLI::App& pin, Invocation& chosen) {
  add_verb<SeenOptions>(pin, chosen,
                        {.name = "list",
                         .alias = "show",
                         .description = "List what is pinned on every bpffs, or below a directory",
                         .examples = "  bpflens pin list\n"
                                     "  bpflens pin list /sys/fs/bpf/app\n"
                                     "  bpflens pin list --all-namespaces\n"
                                     "  bpflens pin list --in 812\n"
                                     "  bpflens -j pin list | jq -r '.[] | select(.kind == \"map\").path'",
                         .declare = declare_seen,
                         .run = run_list,
                         .listing = [](const SeenOptions&) {
                           return Listing{"pin", "path"};
                         }});
}

void add_pin_tree(CLI::App& pin, Invocation& chosen) {
  add_verb<SeenOptions>(pin, chosen,
                        {.name = "tree",
                         .alias = "",
                         .description = "Show what is pinned as a tree of directories, with what mounts delegate",
                         .examples = "  bpflens pin tree\n"
                                     "  bpflens pin tree /sys/fs/bpf/app\n"
                                     "  bpflens pin tree --all-namespaces",
                         .declare = declare_seen,
                         .run = run_tree,
                         .paged = true});
}

}  // namespace bpflens::commands
