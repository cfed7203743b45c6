// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The verb writes its JSON into a text, and the text becomes rows; so no verb knows of forms.
#include "cli/rows.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <sstream>

#include "render/rows.hpp"
#include "render/schema.hpp"

namespace bpflens::cli {
namespace {

using commands::Context;
using commands::Globals;
using commands::UsageError;
using render::Form;

Form form_of(const Globals& globals) {
  if (globals.form == "csv") return Form::csv;
  if (globals.form == "jsonl") return Form::json_lines;
  return globals.json ? Form::json : Form::text;
}

// What a verb can't do by itself.
bool wants_rows(const Globals& globals) {
  return globals.quiet || !globals.fields.empty() || globals.form == "csv" || globals.form == "jsonl";
}

void check(const Globals& globals, const commands::Listing& listing, const std::string& verb) {
  if (globals.json && globals.form != "" && globals.form != "json")
    throw UsageError("-j asks for JSON, and -o for " + globals.form + ": leave out one of the two");
  if (globals.quiet && !globals.fields.empty()) throw UsageError("-q prints one field alone: leave --fields out");
  if (listing.object.empty() && (wants_rows(globals) || globals.no_headers))
    throw UsageError(verb + " prints no list: -q, --fields, --no-headers, -o csv and -o jsonl are for those that do");
}

void refuse_unknown(const std::vector<std::string>& fields, const std::vector<std::string>& known,
                    const std::string& verb) {
  for (const std::string& name : fields) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    std::string all;
    for (const std::string& each : known) all += (all.empty() ? "" : ", ") + each;
    throw UsageError(fmt::format("{} has no field '{}': there are {}", verb, name, all));
  }
}

render::RowStyle style_of(const Globals& globals, const commands::Listing& listing, const std::string& verb) {
  render::RowStyle style{.form = form_of(globals),
                         .fields = globals.fields,
                         .bare = globals.quiet,
                         .headings = !globals.no_headers,
                         .pretty = globals.pretty};
  if (globals.quiet) style.fields = {std::string(listing.id)};
  const bool columns = style.form == Form::csv || style.form == Form::text;
  if (style.fields.empty() && !columns) return style;
  const std::vector<std::string> known = render::fields_of(listing.object);
  refuse_unknown(style.fields, known, verb);
  if (style.fields.empty()) style.fields = known;
  return style;
}

}  // namespace

int run_in_form(const commands::Invocation& chosen, const std::string& verb, Context& context) {
  check(context.globals, chosen.listing, verb);
  context.globals.json |= context.globals.form == "json";
  if (!wants_rows(context.globals)) return chosen.run(context);
  const render::RowStyle style = style_of(context.globals, chosen.listing, verb);
  std::ostringstream output;
  Context inner{context.kernel, output, context.err, context.globals, context.origin};
  inner.globals.json = true;
  inner.globals.pretty = false;
  const int code = chosen.run(inner);
  const render::Json document = render::Json::parse(output.str());
  if (!document.contains("error"))
    context.out << render::rows_text(document, style);
  else if (context.globals.json)
    print_json(context, document);
  return code;
}

}  // namespace bpflens::cli
