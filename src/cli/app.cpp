// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Global options and the nouns.
#include "cli/app.hpp"

#include "commands/nouns.hpp"

namespace bpflens::cli {
namespace {

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

}  // namespace

std::unique_ptr<CLI::App> build_app(commands::Invocation& chosen) {
  auto app = std::make_unique<CLI::App>("See into the BPF programs and maps of a running system", "bpflens");
  app->require_subcommand(0, 1);
  app->set_help_flag("-h,--help", "print this help");
  add_globals(*app, chosen.globals);
  commands::add_prog(*app, chosen);
  commands::add_map(*app, chosen);
  commands::add_pin(*app, chosen);
  commands::add_link(*app, chosen);
  commands::add_net(*app, chosen);
  commands::add_cgroup(*app, chosen);
  commands::add_feature(*app, chosen);
  commands::add_perf(*app, chosen);
  commands::add_object(*app, chosen);
  commands::add_btf(*app, chosen);
  commands::add_version(*app, chosen);
  for (CLI::App* noun : app->get_subcommands({}))
    if (!noun->get_subcommands({}).empty()) noun->require_subcommand(0, 1);
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
