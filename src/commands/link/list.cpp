// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "link list": every link of the system, or those that match.
#include "commands/attached.hpp"
#include "commands/link/link.hpp"
#include "commands/listed.hpp"
#include "commands/place_filter.hpp"
#include "commands/select.hpp"
#include "commands/verb.hpp"
#include "render/attached.hpp"

namespace bpflens::commands {
namespace {

struct ListOptions {
  std::string object;
  bool all = false;
  PlaceFilter place;
};

void declare(CLI::App& app, ListOptions& options) {
  app.add_option("LINK", options.object,
                 "an id, the path of a pin, or the name or tag:HEX of the program; all links if left out");
  app.add_flag("--all", options.all, "also what is attached without a link, each with the source that tells of it");
  declare_place_filter(app, options.place);
}

// Whether the attachment's link, program or map is one of those.
bool is_of(const PlaceObjects& objects, const model::Attached& each) {
  if (each.link) return objects.links.contains(each.link->value);
  if (each.program.value != 0) return objects.programs.contains(each.program.value);
  return each.map && objects.maps.contains(each.map->value);
}

int list_all(const ListOptions& options, Context& context) {
  AttachedView view = attached_view(context.kernel);
  if (!options.place.empty()) {
    const PlaceObjects wanted = objects_of_place(context, options.place, view.partial);
    std::erase_if(view.all, [&](const model::Attached& each) { return !is_of(wanted, each); });
  }
  if (context.globals.json)
    context.out << render::array_text(
        view.all, [](const model::Attached& each) { return render::to_json(each); }, context.globals.pretty);
  else
    print_table(context, render::table(view.all));
  for (const std::string& why : view.partial)
    context.err << "bpflens: some may be missing: " << render::printable(why) << std::endl;
  return kDone;
}

int run(const ListOptions& options, Context& context) {
  const bool all = options.object.empty();
  if (options.all && !all) throw UsageError("--all shows every attachment: leave the link out");
  if (options.all) return list_all(options, context);
  if (!all && !options.place.empty()) throw UsageError("one object is not chosen by place: leave out one of the two");
  std::vector<model::Link> links;
  if (all) {
    links = context.kernel.links.list();
    keep_of_place(context, options.place, model::ObjectKind::link, links);
  } else {
    const model::Selector wanted = selector(options.object);
    links = select_links(context.kernel, wanted);
    if (links.empty()) return report_error(context, not_found("link", wanted), kNo);
  }
  return print_objects(links, !all && links.size() == 1, model::ObjectKind::link, context);
}

Listing listing(const ListOptions& options) {
  return options.all ? Listing{"attachment", "link_id"} : Listing{"link", "id"};
}

}  // namespace

void add_link_list(CLI::App& link, Invocation& chosen) {
  add_verb<ListOptions>(link, chosen,
                        {.name = "list",
                         .alias = "show",
                         .description = "List the links of the whole system, or show one",
                         .examples = "  bpflens link list\n"
                                     "  bpflens link show 3\n"
                                     "  bpflens link list --all\n"
                                     "  bpflens link list --container web\n"
                                     "  bpflens -j link list | jq -r '.[] | select(.type == \"xdp\").devname'",
                         .declare = declare,
                         .run = run,
                         .listing = listing});
}

}  // namespace bpflens::commands
