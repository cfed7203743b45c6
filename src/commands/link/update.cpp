// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "link update": another program in the place of a link's, without a gap.
#include <optional>
#include <utility>

#include "commands/link/link.hpp"
#include "commands/link/one_link.hpp"
#include "commands/verb.hpp"

namespace bpflens::commands {
namespace {

struct UpdateOptions {
  std::string link;
  std::string with;
  std::string old;
};

void declare(CLI::App& app, UpdateOptions& options) {
  app.add_option("LINK", options.link, "an id, the path of a pin, or the name or tag:HEX of the program")->required();
  app.add_option("PROG", options.with, "the program to attach from now on; of a struct_ops link, the map")->required();
  app.add_option("--old", options.old, "do so only if this one is attached now")->type_name("PROG");
}

template <class Object>
auto one_id(const std::vector<Object>& objects, const char* noun, const model::Selector& wanted) {
  if (objects.empty()) throw UsageError(not_found(noun, wanted));
  if (objects.size() > 1) throw UsageError("several match '" + wanted.text + "': give the id of one");
  return objects[0].id;
}

model::ProgramId program_meant(Context& context, const std::string& text) {
  const model::Selector wanted = selector(text);
  return one_id(select_programs(context.kernel, wanted), "program", wanted);
}

model::MapId map_meant(Context& context, const std::string& text) {
  const model::Selector wanted = selector(text);
  return one_id(select_maps(context.kernel, wanted), "map", wanted);
}

template <class Meant>
void update(const UpdateOptions& options, const model::Link& link, Context& context, Meant meant) {
  const auto with = meant(context, options.with);
  auto old = std::optional(with);
  if (options.old.empty())
    old.reset();
  else
    old = meant(context, options.old);
  context.kernel.links.update(link, with, old);
}

int run(const UpdateOptions& options, Context& context) {
  return with_link(context, options.link, [&](const model::Link& link) {
    if (std::holds_alternative<model::place::OfMap>(link.place) && link.type_name == "struct_ops")
      update(options, link, context, map_meant);
    else
      update(options, link, context, program_meant);
    return done(context);
  });
}

}  // namespace

void add_link_update(CLI::App& link, Invocation& chosen) {
  add_verb<UpdateOptions>(link, chosen,
                          {.name = "update",
                           .alias = "",
                           .description = "Put another program in the place of the one that a link attaches",
                           .examples = "  bpflens link update 3 new_filter\n"
                                       "  bpflens link update /sys/fs/bpf/link 14 --old 12",
                           .declare = declare,
                           .run = run});
}

}  // namespace bpflens::commands
