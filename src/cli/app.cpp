// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Global options and the nouns.
#include "cli/app.hpp"

#include <algorithm>
#include <iterator>
#include <string>

#include "cli/batch.hpp"
#include "commands/nouns.hpp"

namespace bpflens::cli {
namespace {

struct Noun {
  const char* name;
  const char* description;
  void (*add_verbs)(CLI::App& noun, commands::Invocation& chosen);
};

constexpr Noun kNouns[] = {
    {"prog", "Programs: list, load, run and read them", commands::add_prog_verbs},
    {"map", "Maps: list them, read and change their entries", commands::add_map_verbs},
    {"pin", "Pins: the names in bpffs mounts that keep objects alive", commands::add_pin_verbs},
    {"link", "Links: what is attached where, and by whom", commands::add_link_verbs},
    {"net", "Network: programs at interfaces and in network namespaces", commands::add_net_verbs},
    {"cgroup", "Control groups: the programs attached to them", commands::add_cgroup_verbs},
    {"feature", "Features: what this kernel can do, by asking it", commands::add_feature_verbs},
    {"perf", "Events that programs send, and perf event attachments", commands::add_perf_verbs},
    {"object", "Compiled objects, as files", commands::add_object_verbs},
    {"btf", "Type information: of the kernel, of programs and maps, in files", commands::add_btf_verbs},
};

void add_globals(CLI::App& app, commands::Globals& globals) {
  const auto flag = [&app](const char* names, bool& value, const char* description) {
    app.add_flag(names, value, description)->configurable(false);
  };
  flag("-j,--json", globals.json, "write one JSON document (streams: one object a line)");
  flag("-p,--pretty", globals.pretty, "write JSON, indented");
  flag("-f,--bpffs", globals.show_pins, "show where listed objects are pinned");
  flag("-d,--debug", globals.debug, "say what libbpf is doing, on standard error");
  flag("-V,--version", globals.version, "print the versions of bpflens and libbpf");
  flag("-m,--mapcompat", globals.map_compatibility, "accepted for bpftool's sake");
  flag("-n,--nomount", globals.no_mount, "accepted for bpftool's sake: nothing is mounted unless asked");
  app.add_option("--color", globals.color, "colour the output")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->type_name("WHEN");
  app.add_option("-o", globals.form, "the form of a list; text if left out")
      ->check(CLI::IsMember({"json", "jsonl", "csv", "text"}))
      ->type_name("FORM");
  app.add_option("--fields", globals.fields, "print these fields of a list's objects, in this order (id,name)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("NAMES");
  flag("-q,--quiet", globals.quiet, "print only what names a list's objects: ids, paths");
  flag("--no-headers", globals.no_headers, "leave the titles of columns out");
  flag("--no-pager", globals.no_pager, "write long text to the terminal at once");
}

// CLI11 2.5 and later would break lines of examples that are to be pasted.
template <class Formatter>
void keep_examples(Formatter& formatter) {
  if constexpr (requires { formatter.enable_footer_formatting(false); }) formatter.enable_footer_formatting(false);
}

// The nouns add themselves; what holds for every command is set here, so that none can forget it.
void finish(CLI::App& app) {
  app.fallthrough();
  for (CLI::Option* option : app.get_options())
    if (option->get_positional()) option->type_name("");  // its name says it all
  for (CLI::App* command : app.get_subcommands({})) {
    if (command->get_group() == "Subcommands") command->group("Commands");
    finish(*command);
  }
}

// The word that a noun must begin with to be the one that the arguments mean; empty where all may be.
std::string beginning_of_noun(const std::vector<std::string>& arguments) {
  const auto word = std::find_if(arguments.begin(), arguments.end(), [](const auto& a) { return !a.starts_with('-'); });
  if (word == arguments.end()) return "";
  const bool known = std::any_of(std::begin(kNouns), std::end(kNouns),
                                 [&](const Noun& n) { return std::string(n.name).starts_with(*word); });
  return known ? *word : "";
}

}  // namespace

std::unique_ptr<CLI::App> build_app(commands::Invocation& chosen, const std::vector<std::string>& arguments) {
  auto app = std::make_unique<CLI::App>("See into the BPF programs and maps of a running system", "bpflens");
  app->require_subcommand(0, 1);
  app->set_help_flag("-h,--help", "print this help");
  add_globals(*app, chosen.globals);
  const std::string beginning = beginning_of_noun(arguments);
  for (const Noun& row : kNouns) {
    CLI::App* noun = app->add_subcommand(row.name, row.description);
    if (!std::string(row.name).starts_with(beginning)) continue;
    row.add_verbs(*noun, chosen);
    noun->require_subcommand(0, 1);
  }
  add_batch(*app, chosen);
  commands::add_doctor(*app, chosen);
  commands::add_version(*app, chosen);
  app->get_formatter()->label("SUBCOMMAND", "COMMAND");
  keep_examples(dynamic_cast<CLI::Formatter&>(*app->get_formatter()));
  app->footer(
      "OBJECT is an id (12), a name, tag:HEX, or the path of a pin (it has a slash).\n"
      "bpftool's words (id 12, name x, tag x, pinned PATH) are understood everywhere.\n\n"
      "Exit status: 0 done, 1 no, 2 wrong command line, 3 refused, 4 permission missing,\n"
      "5 could not be determined, 6 rejected by the verifier.");
  finish(*app);
  return app;
}

}  // namespace bpflens::cli
