// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// How "prog list", "map list" and "link list" end: objects with their pins and holders, as text or JSON.
#pragma once

#include <string>
#include <vector>

#include "commands/context.hpp"
#include "commands/held.hpp"
#include "commands/pinned.hpp"
#include "render/json_text.hpp"
#include "render/link.hpp"
#include "render/map.hpp"
#include "render/program.hpp"

namespace bpflens::commands {

// Writes bpftool's shapes: an array for lists and several matches, the object itself for `one`.
template <class Object>
void write_json(const std::vector<Object>& objects, bool one, const std::string& partial, Context& context) {
  render::JsonText out(context.globals.pretty);
  if (!one) out.open_array();
  for (const Object& object : objects) {
    out.open_object();
    render::write_fields(object, out);
    if (!partial.empty()) out.field("pids_partial", partial);
    out.close_object();
    out.pass_on(context.out);
  }
  if (!one) out.close_array();
  context.out << out.take();
}

// Adds the pins, if they are to be shown, and the holders, and prints.
template <class Object>
int print_objects(std::vector<Object>& objects, bool one, model::ObjectKind kind, Context& context) {
  if (context.globals.show_pins) add_pins(context.kernel.pins, kind, objects);
  const std::string partial = add_holders(context.kernel.holders, kind, objects);
  if (context.globals.json)
    write_json(objects, one, partial, context);
  else if (one)
    context.out << render::details(objects[0]);
  else
    print_table(context, render::table(objects));
  warn_of_partial_view(context, partial);
  return kDone;
}

}  // namespace bpflens::commands
