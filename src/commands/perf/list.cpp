// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "perf list": programs attached through perf event descriptors, of every process.
#include "commands/perf/perf.hpp"
#include "commands/verb.hpp"
#include "render/attachment.hpp"

namespace bpflens::commands {
namespace {

struct ListOptions {};

void declare(CLI::App&, ListOptions&) {}

int run(const ListOptions&, Context& context) {
  const kernel::PerfAttachments attachments = context.kernel.attachments.perf();
  if (context.globals.json) {
    render::Json list = render::Json::array();
    for (const model::PerfAttachment& attachment : attachments.found) list.push_back(render::to_json(attachment));
    print_json(context, list);
  } else {
    context.out << render::table(attachments.found);
  }
  if (attachments.hidden_processes != 0)
    context.err << "bpflens: the list may be incomplete: the descriptors of " << attachments.hidden_processes
                << " processes may not be seen by this one" << std::endl;
  return kDone;
}

}  // namespace

void add_perf_list(CLI::App& perf, Invocation& chosen) {
  add_verb<ListOptions>(perf, chosen,
                        {.name = "list",
                         .alias = "show",
                         .description = "List what is attached through perf event descriptors, process by process",
                         .examples = "  bpflens perf list\n"
                                     "  bpflens -j perf list | jq -r '.[].prog_id'",
                         .declare = declare,
                         .run = run});
}

}  // namespace bpflens::commands
