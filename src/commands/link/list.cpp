// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "link list": every link of the system, or those that match.
#include "commands/held.hpp"
#include "commands/link/link.hpp"
#include "commands/pinned.hpp"
#include "commands/select.hpp"
#include "commands/verb.hpp"
#include "render/link.hpp"

namespace bpflens::commands {
namespace {

struct ListOptions {
  std::string object;
};

void declare(CLI::App& app, ListOptions& options) {
  app.add_option("LINK", options.object,
                 "an id, the path of a pin, or the name or tag:HEX of the program; all links if left out");
}

// bpftool's shapes: an array for the whole list and for several matches, else the object itself.
int run(const ListOptions& options, Context& context) {
  const bool all = options.object.empty();
  std::vector<model::Link> links;
  if (all) {
    links = context.kernel.links.list();
  } else {
    const model::Selector wanted = selector(options.object);
    links = select_links(context.kernel, wanted);
    if (links.empty()) return report_error(context, not_found("link", wanted), kNo);
  }
  if (context.globals.show_pins) add_pins(context.kernel.pins, model::ObjectKind::link, links);
  const std::string partial = add_holders(context.kernel.holders, model::ObjectKind::link, links);
  const bool one = !all && links.size() == 1;
  if (context.globals.json) {
    const auto to_json = [&](const model::Link& link) {
      render::Json json = render::to_json(link);
      if (!partial.empty()) json["pids_partial"] = partial;
      return json;
    };
    context.out << (one ? render::text_of(to_json(links[0]), context.globals.pretty)
                        : render::array_text(links, to_json, context.globals.pretty));
  } else {
    context.out << (one ? render::details(links[0]) : render::table(links));
  }
  warn_of_partial_view(context, partial);
  return kDone;
}

}  // namespace

void add_link_list(CLI::App& link, Invocation& chosen) {
  add_verb<ListOptions>(link, chosen,
                        {.name = "list",
                         .alias = "show",
                         .description = "List the links of the whole system, or show one",
                         .examples = "  bpflens link list\n"
                                     "  bpflens link show 3\n"
                                     "  bpflens -j link list | jq -r '.[] | select(.type == \"xdp\").devname'",
                         .declare = declare,
                         .run = run});
}

}  // namespace bpflens::commands
