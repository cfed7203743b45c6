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

void print_table(Context& context, const std::string& table) {
  context.out << (context.globals.no_headers ? render::without_headings(table) : table);
}

void print_json(Context& context, const render::Json& document) {
  context.out << render::text_of(document, context.globals.pretty);
}

}  // namespace bpflens::commands
