// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "link detach": the link stays, but attaches nothing any more.
#include "commands/link/link.hpp"
#include "commands/link/one_link.hpp"
#include "commands/verb.hpp"

namespace bpflens::commands {
namespace {

struct DetachOptions {
  std::string object;
};

void declare(CLI::App& app, DetachOptions& options) {
  app.add_option("LINK", options.object, "an id, the path of a pin, or the name or tag:HEX of the program")->required();
}

int run(const DetachOptions& options, Context& context) {
  return with_link(context, options.object, [&](const model::Link& link) {
    if (context.kernel.links.detach(link)) return done(context);
    return report_error(context,
                        "links of type " + link.type_name +
                            " can't be detached: they end with their last holder; see bpflens -f link show " +
                            std::to_string(link.id.value),
                        kRefused);
  });
}

}  // namespace

void add_link_detach(CLI::App& link, Invocation& chosen) {
  add_verb<DetachOptions>(link, chosen,
                          {.name = "detach",
                           .alias = "",
                           .description = "Detach a link's program, whoever holds the link",
                           .examples = "  bpflens link detach 3\n"
                                       "  bpflens link detach /sys/fs/bpf/link",
                           .declare = declare,
                           .run = run});
}

}  // namespace bpflens::commands
