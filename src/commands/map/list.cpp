// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "map list": every map of the system, or those that match.
#include "commands/full_names.hpp"
#include "commands/listed.hpp"
#include "commands/map/map.hpp"
#include "commands/place_filter.hpp"
#include "commands/select.hpp"
#include "commands/verb.hpp"

namespace bpflens::commands {
namespace {

struct ListOptions {
  std::string object;
  PlaceFilter place;
};

void declare(CLI::App& app, ListOptions& options) {
  app.add_option("MAP", options.object, "an id, a name or the path of a pin; all maps if left out");
  declare_place_filter(app, options.place);
}

int run(const ListOptions& options, Context& context) {
  const bool all = options.object.empty();
  if (!all && !options.place.empty()) throw UsageError("one object is not chosen by place: leave out one of the two");
  std::vector<model::Map> maps;
  if (all) {
    maps = context.kernel.maps.list();
    keep_of_place(context, options.place, model::ObjectKind::map, maps);
  } else {
    const model::Selector wanted = selector(options.object);
    maps = select_maps(context.kernel, wanted);
    if (maps.empty()) return report_error(context, not_found("map", wanted), kNo);
  }
  add_full_names(context.kernel, maps);
  return print_objects(maps, !all && maps.size() == 1, model::ObjectKind::map, context);
}

}  // namespace

void add_map_list(CLI::App& map, Invocation& chosen) {
  add_verb<ListOptions>(map, chosen,
                        {.name = "list",
                         .alias = "show",
                         .description = "List the maps of the whole system, or show one",
                         .examples = "  bpflens map list\n"
                                     "  bpflens map show counts\n"
                                     "  bpflens -j map list | jq -r '.[] | select(.type == \"hash\").name'",
                         .declare = declare,
                         .run = run,
                         .listing = [](const ListOptions&) {
                           return Listing{"map", "id"};
                         }});
}

}  // namespace bpflens::commands
