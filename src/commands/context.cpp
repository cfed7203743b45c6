// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "commands/context.hpp"

#include "render/escape.hpp"
#include "render/table.hpp"

namespace bpflens::commands {

int report_error(Context& context, const std::string& message, ExitCode code) {
  if (context.globals.json) print_json(context, {{"error", message}});
  context.err << "bpflens: " << render::printable(context.origin + message) << std::endl;
  return code;
}

int done(Context& context) {
  if (context.globals.json) print_json(context, nullptr);
  return kDone;
}

render::Look look_of(const Globals& globals, kernel::Host& host) {
  const std::optional<unsigned> width = host.terminal_columns();
  const auto forced = [&host] {
    const std::string force = host.environment("CLICOLOR_FORCE");
    return !force.empty() && force != "0";
  };
  bool colour = globals.color == "always";
  if (globals.color == "auto" && host.environment("NO_COLOR").empty())
    colour = forced() || (width && host.environment("TERM") != "dumb");
  return {.headings = !globals.no_headers, .colour = colour, .width = width};
}

void print_table(Context& context, const render::Table& table) { context.out << table.text(context.look); }

void print_json(Context& context, const render::Json& document) {
  context.out << render::text_of(document, context.globals.pretty);
}

}  // namespace bpflens::commands
