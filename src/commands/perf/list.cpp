// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "perf list": programs attached to events and functions: by descriptors of every process, as bpftool lists them, and
// by links that no such descriptor tells of.
#include <algorithm>
#include <array>
#include <string_view>

#include "commands/held.hpp"
#include "commands/perf/perf.hpp"
#include "commands/verb.hpp"
#include "render/attachment.hpp"

namespace bpflens::commands {
namespace {

struct ListOptions {};

void declare(CLI::App&, ListOptions&) {}

bool attaches_to_events(const model::Link& link) {
  constexpr auto kTypes =
      std::to_array<std::string_view>({"raw_tracepoint", "tracing", "perf_event", "kprobe_multi", "uprobe_multi"});
  return std::find(kTypes.begin(), kTypes.end(), link.type_name) != kTypes.end();
}

// Pinned ones, those of kinds that the question about descriptors doesn't cover (fentry, kprobe_multi), and those
// whose holders can't be seen.
kernel::VisibleLinks other_links(Context& context, const std::vector<model::PerfAttachment>& told) {
  kernel::VisibleLinks links = context.kernel.links.visible();
  std::erase_if(links.found, [&](const model::Link& link) {
    const auto same = [&](const model::PerfAttachment& attachment) { return attachment.program == link.program; };
    return !attaches_to_events(link) || std::any_of(told.begin(), told.end(), same);
  });
  add_holders(context.kernel.holders, model::ObjectKind::link, links.found);
  return links;
}

int run(const ListOptions&, Context& context) {
  const kernel::PerfAttachments attachments = context.kernel.attachments.perf();
  const kernel::VisibleLinks links = other_links(context, attachments.found);
  if (context.globals.json) {
    render::Json list = render::Json::array();
    for (const model::PerfAttachment& attachment : attachments.found) list.push_back(render::to_json(attachment));
    for (const model::Link& link : links.found) list.push_back(render::attachment_json(link));
    print_json(context, list);
  } else {
    print_table(context, render::table(attachments.found, links.found));
  }
  if (attachments.hidden_processes != 0)
    context.err << "bpflens: the list may be incomplete: the descriptors of " << attachments.hidden_processes
                << " processes may not be seen by this one" << std::endl;
  if (!links.hidden.empty()) context.err << "bpflens: the list may be incomplete: " << links.hidden << std::endl;
  return kDone;
}

}  // namespace

void add_perf_list(CLI::App& perf, Invocation& chosen) {
  add_verb<ListOptions>(perf, chosen,
                        {.name = "list",
                         .alias = "show",
                         .description = "List what is attached to events and functions, by process and by link",
                         .examples = "  bpflens perf list\n"
                                     "  bpflens -j perf list | jq -r '.[] | select(.source == \"link\").target'",
                         .declare = declare,
                         .run = run,
                         .listing = [](const ListOptions&) {
                           return Listing{"perf_attachment", "prog_id"};
                         }});
}

}  // namespace bpflens::commands
