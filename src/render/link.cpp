// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Keys and their order are bpftool's.
#include "render/link.hpp"

#include <algorithm>

#include "render/details.hpp"
#include "render/holders.hpp"
#include "render/link_place.hpp"
#include "render/table.hpp"

namespace bpflens::render {
namespace {

std::string program_words(const model::Link& link) {
  if (link.program.value == 0) return "-";
  const std::string id = std::to_string(link.program.value);
  return link.program_name.empty() ? id : id + " " + link.program_name;
}

}  // namespace

void write_fields(const model::Link& link, JsonText& out) {
  const Json all = to_json(link);
  for (const auto& [name, value] : all.items()) out.field(name, value);
}

std::string target_words(const model::Link& link) {
  std::string text = words(link.place);
  return text.empty() ? link.target : text;
}

Json to_json(const model::Link& link) {
  Json json;
  json["id"] = link.id.value;
  json["type"] = link.type_name;
  json["prog_id"] = link.program.value;
  add_place(link.place, json);
  if (!link.program_name.empty()) json["prog_name"] = link.program_name;
  if (const std::string target = target_words(link); !target.empty()) json["target"] = target;
  if (!link.pins.empty()) json["pinned"] = link.pins;
  if (!link.holders.empty()) json["pids"] = to_json(link.holders);
  return json;
}

Table table(std::span<const model::Link> links) {
  const bool pins = std::any_of(links.begin(), links.end(), [](const model::Link& link) { return !link.pins.empty(); });
  std::vector<Column> columns = {{"ID", Align::right}, {"TYPE"}, {"PROG"}, {"TARGET"}, {"HELD BY"}};
  if (pins) columns.push_back({"PINNED"});
  Table table(std::move(columns));
  for (const model::Link& link : links) {
    std::vector<std::string> cells = {std::to_string(link.id.value), link.type_name, program_words(link),
                                      target_words(link), short_text(link.holders)};
    if (pins) cells.push_back(joined(link.pins, [](const std::string& pin) { return pin; }));
    table.add(std::move(cells));
  }
  return table;
}

std::string details(const model::Link& link) {
  std::vector<std::pair<std::string, std::string>> facts = {
      {"id", std::to_string(link.id.value)}, {"type", link.type_name}, {"program", program_words(link)}};
  if (const std::string target = target_words(link); !target.empty()) facts.emplace_back("target", target);
  Json known;
  add_place(link.place, known);
  for (const auto& [key, value] : known.items()) {
    if (value.is_array()) continue;
    facts.emplace_back(key, value.is_string() ? value.get<std::string>() : value.dump());
  }
  if (const auto* at = std::get_if<model::place::Kprobes>(&link.place))
    for (const model::place::Symbol& symbol : at->functions) facts.emplace_back("function", symbol.name);
  if (const auto* at = std::get_if<model::place::Uprobes>(&link.place))
    for (const model::place::FileOffset& each : at->offsets)
      facts.emplace_back("offset", std::to_string(each.offset) + (each.symbol.empty() ? "" : " " + each.symbol));
  for (const std::string& pin : link.pins) facts.emplace_back("pinned", pin);
  for (const model::Holder& holder : link.holders) facts.emplace_back("held by", long_text(holder));
  return details(facts);
}

}  // namespace bpflens::render
