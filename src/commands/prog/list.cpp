// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "prog list": every program of the system, or those that match.
#include "commands/listed.hpp"
#include "commands/place_filter.hpp"
#include "commands/prog/metadata.hpp"
#include "commands/prog/prog.hpp"
#include "commands/select.hpp"
#include "commands/verb.hpp"

namespace bpflens::commands {
namespace {

struct ListOptions {
  std::string object;
  PlaceFilter place;
};

void declare(CLI::App& app, ListOptions& options) {
  app.add_option("PROG", options.object, "an id, a name, tag:HEX or the path of a pin; all programs if left out");
  declare_place_filter(app, options.place);
}

int run(const ListOptions& options, Context& context) {
  const bool all = options.object.empty();
  if (!all && !options.place.empty()) throw UsageError("one object is not chosen by place: leave out one of the two");
  std::vector<model::Program> programs;
  if (all) {
    programs = context.kernel.programs.list();
    keep_of_place(context, options.place, model::ObjectKind::program, programs);
  } else {
    const model::Selector wanted = selector(options.object);
    programs = select_programs(context.kernel, wanted);
    if (programs.empty()) return report_error(context, not_found("program", wanted), kNo);
  }
  add_metadata(context.kernel, programs);
  return print_objects(programs, !all && programs.size() == 1, model::ObjectKind::program, context);
}

}  // namespace

void add_prog_list(CLI::App& prog, Invocation& chosen) {
  add_verb<ListOptions>(prog, chosen,
                        {.name = "list",
                         .alias = "show",
                         .description = "List the programs of the whole system, or show one",
                         .examples = "  bpflens prog list\n"
                                     "  bpflens prog show 12\n"
                                     "  bpflens -j prog list | jq -r '.[].name'",
                         .declare = declare,
                         .run = run,
                         .listing = [](const ListOptions&) {
                           return Listing{"prog", "id"};
                         }});
}

}  // namespace bpflens::commands
