// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "render/unloaded.hpp"

#include <fmt/core.h>

#include "render/escape.hpp"
#include "render/holders.hpp"

namespace bpflens::render {
namespace {

Json ids_of(const std::vector<model::Link>& links) {
  Json ids = Json::array();
  for (const model::Link& link : links) ids.push_back(link.id.value);
  return ids;
}

std::string link_text(const model::Link& link) { return fmt::format("link {} ({})", link.id.value, link.type_name); }

std::string fate(const Unloaded& result) {
  const std::string program = fmt::format("program {}", result.program.id.value);
  if (result.dry_run) return "nothing was changed\n";
  if (result.gone) return program + " is unloaded\n";
  if (result.holders.empty())
    return program +
           " is still there, and no process that can be seen holds it: a program array, tc, an XDP or cgroup "
           "attachment without link, or another mount namespace's pin may\n";
  std::string text = program + " is still held by\n";
  for (const model::Holder& holder : result.holders) text += "  " + printable(long_text(holder)) + "\n";
  return text;
}

}  // namespace

Json to_json(const Unloaded& result) {
  Json json;
  json["id"] = result.program.id.value;
  json["unloaded"] = result.gone;
  if (result.dry_run) json["dry_run"] = true;
  json["detached_links"] = ids_of(result.detached);
  json["attached_links"] = ids_of(result.still_attached);
  json["removed_pins"] = result.pins;
  json["pids"] = to_json(result.holders);
  return json;
}

std::string text_of(const Unloaded& result) {
  const std::string would = result.dry_run ? "would be " : "";
  std::string text;
  for (const model::Link& link : result.detached) text += link_text(link) + " " + would + "detached\n";
  for (const model::Link& link : result.still_attached)
    text += link_text(link) + " can be ended only by those who hold it\n";
  for (const std::string& pin : result.pins) text += "pin " + printable(pin) + " " + would + "removed\n";
  return text + fate(result);
}

}  // namespace bpflens::render
