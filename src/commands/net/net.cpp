// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "net": programs attached in network namespaces, in bpftool's words.
#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include "commands/nouns.hpp"
#include "commands/verb.hpp"
#include "render/escape.hpp"
#include "render/network.hpp"

namespace bpflens::commands {
namespace {

struct NetOptions {
  std::string device;
  bool all_namespaces = false;
};

void declare(CLI::App& app, NetOptions& options) {
  app.add_option("--dev", options.device, "only this network interface")->type_name("NIC");
  app.add_flag("--all-namespaces", options.all_namespaces, "of every network namespace that is seen here");
}

bool keep_device(const std::string& device, model::NetworkAttachments& found) {
  if (device.empty()) return true;
  std::erase_if(found.interfaces, [&](const model::InterfaceProgram& each) { return each.device != device; });
  found.programs.clear();
  return !found.interfaces.empty();
}

std::vector<model::Link> netfilter_links(const NetOptions& options, kernel::Kernel& kernel) {
  if (!options.device.empty()) return {};
  std::vector<model::Link> links = kernel.links.list();
  std::erase_if(links,
                [](const model::Link& link) { return !std::holds_alternative<model::place::Netfilter>(link.place); });
  return links;
}

std::vector<model::NetworkAttachments> attachments(const NetOptions& options, Context& context) {
  std::vector<model::NetworkAttachments> all;
  for (const model::NetworkNamespace& where : context.kernel.network.namespaces()) {
    if (!options.all_namespaces && !where.own) continue;
    model::NetworkAttachments found = context.kernel.network.attachments(where);
    if (!found.partial.empty())
      context.err << "bpflens: some may be missing: " << render::printable(found.partial) << std::endl;
    if (keep_device(options.device, found) || where.own) all.push_back(std::move(found));
  }
  return all;
}

// Asked for a device of this namespace that isn't there.
bool asked_for_none(const NetOptions& options, const std::vector<model::NetworkAttachments>& found,
                    kernel::Network& network) {
  if (options.device.empty() || options.all_namespaces) return false;
  for (const model::NetworkAttachments& each : found)
    if (!each.interfaces.empty()) return false;
  const std::vector<std::string> known = network.devices();
  return std::find(known.begin(), known.end(), options.device) == known.end();
}

int run(const NetOptions& options, Context& context) {
  const std::vector<model::NetworkAttachments> all = attachments(options, context);
  if (asked_for_none(options, all, context.kernel.network))
    return report_error(context, "there is no network interface " + options.device, kNo);
  const std::vector<model::Link> netfilter = netfilter_links(options, context.kernel);
  if (context.globals.json) {
    const auto to_json = [&](const model::NetworkAttachments& found) {
      return render::to_json(found, found.where.own ? netfilter : std::vector<model::Link>());
    };
    context.out << render::array_text(all, to_json, context.globals.pretty);
  } else {
    print_table(context, render::table(all, netfilter));
  }
  return kDone;
}

}  // namespace

void add_net_verbs(CLI::App& net, Invocation& chosen) {
  add_verb<NetOptions>(net, chosen,
                       {.name = "list",
                        .alias = "show",
                        .description = "List XDP, tc, tcx, netkit, flow dissector, sk_lookup and netfilter programs",
                        .examples = "  bpflens net list\n"
                                    "  bpflens net show dev eth0\n"
                                    "  bpflens net list --all-namespaces",
                        .declare = declare,
                        .run = run,
                        .listing = [](const NetOptions&) {
                          return Listing{"netns", "netns_ino"};
                        }});
}

}  // namespace bpflens::commands
