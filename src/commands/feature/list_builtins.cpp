// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "feature list_builtins": the names this build and the kernel's BTF know, whether or not the kernel has them.
#include <map>

#include "commands/feature/feature.hpp"
#include "commands/verb.hpp"

namespace bpflens::commands {
namespace {

using kernel::Vocabulary;

struct ListOptions {
  std::string group;
};

const std::map<std::string, Vocabulary> kGroups = {{"prog_types", Vocabulary::program_types},
                                                   {"map_types", Vocabulary::map_types},
                                                   {"attach_types", Vocabulary::attach_types},
                                                   {"link_types", Vocabulary::link_types},
                                                   {"helpers", Vocabulary::helpers}};

void declare(CLI::App& app, ListOptions& options) {
  app.add_option("GROUP", options.group, "prog_types, map_types, attach_types, link_types or helpers")
      ->required()
      ->check(CLI::IsMember(kGroups));
}

int run(const ListOptions& options, Context& context) {
  render::Json names = render::Json::array();
  // bpftool counts from 0, which stands for nothing, except among attach types.
  if (options.group != "attach_types") names.push_back(options.group == "helpers" ? "bpf_unspec" : "unspec");
  for (const kernel::NamedValue& value : context.kernel.prober.values(kGroups.at(options.group)))
    names.push_back(value.name);
  if (context.globals.json) {
    print_json(context, names);
  } else {
    for (const auto& name : names) context.out << name.get_ref<const std::string&>() << '\n';
  }
  return kDone;
}

}  // namespace

void add_feature_list_builtins(CLI::App& feature, Invocation& chosen) {
  add_verb<ListOptions>(feature, chosen,
                        {.name = "list_builtins",
                         .alias = "",
                         .description = "List the names of types or helpers, whether or not this kernel has them",
                         .examples = "  bpflens feature list_builtins helpers",
                         .declare = declare,
                         .run = run,
                         .paged = true});
}

}  // namespace bpflens::commands
