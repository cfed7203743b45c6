// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Three kinds of objects in one table: what they have in common are id, type, name and pins.
#include "render/loaded.hpp"

#include "render/details.hpp"
#include "render/map.hpp"
#include "render/program.hpp"
#include "render/table.hpp"
#include "render/verifier_report.hpp"

namespace bpflens::render {
namespace {

template <class Object>
Json document_of(const Object& object) {
  JsonText out(false);
  out.open_object();
  write_fields(object, out);
  out.close_object();
  return Json::parse(out.take());
}

Json link_json(const model::Link& link) {
  Json json;
  json["id"] = link.id.value;
  json["type"] = link.type_name;
  json["prog_id"] = link.program.value;
  if (!link.target.empty()) json["target"] = link.target;
  if (!link.pins.empty()) json["pinned"] = link.pins;
  return json;
}

std::string pins_text(const std::vector<std::string>& pins) {
  return joined(pins, [](const std::string& path) { return path; });
}

}  // namespace

Json to_json(const model::Loaded& loaded) {
  Json json{{"programs", Json::array()}, {"maps", Json::array()}, {"links", Json::array()}};
  for (const model::Program& program : loaded.programs) json["programs"].push_back(document_of(program));
  for (const model::Map& map : loaded.maps) json["maps"].push_back(document_of(map));
  for (const model::Link& link : loaded.links) json["links"].push_back(link_json(link));
  for (const model::RejectedProgram& program : loaded.rejected)
    json["rejected"].push_back({{"name", program.name},
                                {"error", program.message},
                                {"verifier", to_json(read_verifier_log(program.log), program.log)}});
  return json;
}

Table table(const model::Loaded& loaded) {
  Table table({{"KIND"}, {"ID", Align::right}, {"TYPE"}, {"NAME"}, {"TAG"}, {"PINNED"}});
  for (const model::Program& program : loaded.programs)
    table.add({"prog", std::to_string(program.id.value), program.type_name, program.name, hex(program.tag),
               pins_text(program.pins)});
  for (const model::Map& map : loaded.maps)
    table.add({"map", std::to_string(map.id.value), map.type_name, map.name, "-", pins_text(map.pins)});
  for (const model::Link& link : loaded.links)
    table.add({"link", std::to_string(link.id.value), link.type_name, link.program_name, "-", pins_text(link.pins)});
  for (const model::RejectedProgram& program : loaded.rejected)
    table.add({"prog", "-", "rejected", program.name, "-", "-"});
  return table;
}

}  // namespace bpflens::render
