// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "cgroup": programs attached to control groups, in bpftool's words.
#include <string>
#include <vector>

#include "commands/nouns.hpp"
#include "commands/verb.hpp"
#include "render/cgroup.hpp"
#include "render/escape.hpp"

namespace bpflens::commands {
namespace {

struct CgroupOptions {
  std::string directory;
  bool effective = false;
};

void declare_effective(CLI::App& app, CgroupOptions& options) {
  app.add_flag("--effective", options.effective, "the programs that run for a group, inherited ones with them");
}

void declare_show(CLI::App& app, CgroupOptions& options) {
  app.add_option("CGROUP", options.directory, "the directory of a control group")->required();
  declare_effective(app, options);
}

void declare_tree(CLI::App& app, CgroupOptions& options) {
  app.add_option("CGROUP", options.directory, "the directory to begin at; the whole hierarchy if left out");
  declare_effective(app, options);
}

int run_show(const CgroupOptions& options, Context& context) {
  const model::CgroupPrograms group = context.kernel.cgroups.at(options.directory, options.effective);
  if (context.globals.json) {
    const auto to_json = [&](const model::CgroupProgram& program) {
      return render::to_json(program, options.effective);
    };
    context.out << render::array_text(group.programs, to_json, context.globals.pretty);
  } else {
    print_table(context, render::table({&group, 1}, options.effective, false));
  }
  return kDone;
}

int run_tree(const CgroupOptions& options, Context& context) {
  const kernel::CgroupTree tree = context.kernel.cgroups.tree(options.directory, options.effective);
  if (context.globals.json) {
    const auto to_json = [&](const model::CgroupPrograms& group) { return render::to_json(group, options.effective); };
    context.out << render::array_text(tree.groups, to_json, context.globals.pretty);
  } else {
    print_table(context, render::table(tree.groups, options.effective, true));
  }
  if (!tree.partial.empty())
    context.err << "bpflens: control groups may be missing: " << render::printable(tree.partial) << std::endl;
  return kDone;
}

}  // namespace

void add_cgroup_verbs(CLI::App& cgroup, Invocation& chosen) {
  add_verb<CgroupOptions>(cgroup, chosen,
                          {.name = "show",
                           .alias = "list",
                           .description = "List the programs attached to a control group",
                           .examples = "  bpflens cgroup show /sys/fs/cgroup/system.slice\n"
                                       "  bpflens cgroup show /sys/fs/cgroup/system.slice --effective",
                           .declare = declare_show,
                           .run = run_show,
                           .listing = [](const CgroupOptions&) {
                             return Listing{"cgroup_program", "id"};
                           }});
  add_verb<CgroupOptions>(cgroup, chosen,
                          {.name = "tree",
                           .alias = "",
                           .description = "List the programs of all control groups, or of those below one",
                           .examples = "  bpflens cgroup tree\n"
                                       "  bpflens -j cgroup tree /sys/fs/cgroup/system.slice effective",
                           .declare = declare_tree,
                           .run = run_tree,
                           .listing = [](const CgroupOptions&) {
                             return Listing{"cgroup", "cgroup"};
                           }});
}

}  // namespace bpflens::commands
