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

render::RowStyle style_of(const Globals& globals, const render::Look& look, const commands::Listing& listing,
                          const std::string& verb) {
  render::RowStyle style{.form = form_of(globals),
                         .fields = globals.fields,
                         .bare = globals.quiet,
                         .look = look,
                         .pretty = globals.pretty};
  if (listing.lines && style.form == Form::json) style.form = Form::json_lines;
  if (globals.quiet) style.fields = {std::string(listing.id)};
  const bool columns = style.form == Form::csv || style.form == Form::text;
  if (style.fields.empty() && !columns) return style;
  const std::vector<std::string> known = render::fields_of(listing.object);
  refuse_unknown(style.fields, known, verb);
  if (style.fields.empty()) style.fields = known;
  return style;
}

// Takes the objects that a verb writes line by line, and gives them on as rows whenever the verb flushes.
class RowLines : public std::stringbuf {
 public:
  RowLines(render::RowStyle style, std::ostream& out) : style_(std::move(style)), out_(out) {}

 protected:
  int sync() override {
    render::Json rows = render::Json::array();
    std::istringstream lines(str());
    for (std::string line; std::getline(lines, line);) {
      render::Json row = render::Json::parse(line);
      if (!row.contains("error"))
        rows.push_back(std::move(row));
      else if (style_.form == Form::json_lines)
        out_ << line << '\n';
    }
    str("");
    if (!rows.empty()) out_ << render::rows_text(rows, style_);
    if (!rows.empty() && style_.form == Form::csv) style_.look.headings = false;  // once; of text each look is a table
    out_.flush();
    return 0;
  }

 private:
  render::RowStyle style_;
  std::ostream& out_;
};

Context as_json(const Context& context, std::ostream& output) {
  Context inner{context.kernel, output, context.err, context.globals, context.origin, context.look};
  inner.globals.json = true;
  inner.globals.pretty = false;
  return inner;
}

int run_line_by_line(const commands::Invocation& chosen, const render::RowStyle& style, Context& context) {
  RowLines rows(style, context.out);
  std::ostream output(&rows);
  output.exceptions(std::ios::badbit);  // a reader that has gone ends the verb
  Context inner = as_json(context, output);
  const int code = chosen.run(inner);
  output.flush();
  return code;
}

}  // namespace

int run_in_form(const commands::Invocation& chosen, const std::string& verb, Context& context) {
  check(context.globals, chosen.listing, verb);
  context.globals.json |= context.globals.form == "json";
  if (!wants_rows(context.globals)) return chosen.run(context);
  const render::RowStyle style = style_of(context.globals, context.look, chosen.listing, verb);
  if (chosen.listing.lines) return run_line_by_line(chosen, style, context);
  std::ostringstream output;
  Context inner = as_json(context, output);
  const int code = chosen.run(inner);
  const render::Json document = render::Json::parse(output.str());
  if (!document.contains("error"))
    context.out << render::rows_text(chosen.listing.rows != nullptr ? chosen.listing.rows(document) : document, style);
  else if (context.globals.json)
    print_json(context, document);
  return code;
}

}  // namespace bpflens::cli
