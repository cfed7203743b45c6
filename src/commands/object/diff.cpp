// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "object diff": what changed between two builds.
#include "commands/object/object.hpp"
#include "commands/object/opened.hpp"
#include "commands/verb.hpp"
#include "object/comparison.hpp"
#include "render/escape.hpp"

namespace bpflens::commands {
namespace {

struct DiffOptions {
  std::string before;
  std::string after;
  bool brief = false;
};

void declare(CLI::App& app, DiffOptions& options) {
  app.add_option("A", options.before, "the object before")->required()->type_name("FILE");
  app.add_option("B", options.after, "the object after")->required()->type_name("FILE");
  app.add_flag("--brief", options.brief, "leave out the instructions");
}

std::string_view sign(object::Change::Kind kind) {
  using Kind = object::Change::Kind;
  return kind == Kind::added ? "+" : kind == Kind::removed ? "-" : "~";
}

std::string_view word(object::Change::Kind kind) {
  using Kind = object::Change::Kind;
  return kind == Kind::added ? "added" : kind == Kind::removed ? "removed" : "changed";
}

void write_text(const std::vector<object::Change>& changes, bool brief, Context& context) {
  for (const object::Change& change : changes) {
    context.out << sign(change.kind) << " " << change.what << (change.name.empty() ? "" : " ")
                << render::printable(change.name) << "\n";
    for (const std::string& detail : change.details) context.out << "    " << render::printable(detail) << "\n";
    if (brief) continue;
    for (const std::string& line : change.code) context.out << "      " << render::printable(line) << "\n";
  }
}

render::Json json_of(const std::vector<object::Change>& changes, bool brief) {
  render::Json array = render::Json::array();
  for (const object::Change& change : changes) {
    render::Json json = {{"change", word(change.kind)}, {"what", change.what}};
    if (!change.name.empty()) json["name"] = change.name;
    if (!change.details.empty()) json["details"] = change.details;
    if (!change.code.empty() && !brief) json["code"] = change.code;
    array.push_back(std::move(json));
  }
  return {{"same", changes.empty()}, {"changes", array}};
}

int run(const DiffOptions& options, Context& context) {
  int code = kDone;
  const auto before = open_object(options.before, context, code);
  if (!before) return code;
  const auto after = open_object(options.after, context, code);
  if (!after) return code;
  const auto changes = object::compare({before->image, before->file}, {after->image, after->file});
  if (context.globals.json)
    print_json(context, json_of(changes, options.brief));
  else
    write_text(changes, options.brief, context);
  return changes.empty() ? kDone : kNo;
}

}  // namespace

void add_object_diff(CLI::App& object, Invocation& chosen) {
  add_verb<DiffOptions>(
      object, chosen,
      {.name = "diff",
       .alias = "",
       .description = "Show what changed between two builds of an object (status 1 when something did)",
       .examples = "  bpflens object diff filter.o.old filter.o\n"
                   "  bpflens object diff filter.o.old filter.o --brief",
       .declare = declare,
       .run = run,
       .paged = true});
}

}  // namespace bpflens::commands
