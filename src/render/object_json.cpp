// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "btf/lookup.hpp"
#include "btf/prototype.hpp"
#include "model/map_flags.hpp"
#include "model/names.hpp"
#include "render/object_file.hpp"
#include "render/object_words.hpp"

namespace bpflens::render {
namespace {

using model::ObjectFunction;
using model::ObjectMap;

void add_type(const ObjectShown& shown, const char* key, std::uint32_t id, Json& json) {
  if (id != 0 && shown.types != nullptr) json[key] = btf::type_name(*shown.types, id);
}

Json function_json(const ObjectShown& shown, const ObjectFunction& function) {
  Json json = {{"name", function.name}, {"section", function.section}};
  if (function.is_program) {
    json["type"] = function.kind ? Json(word_or_number(model::program_type_names(), function.kind->type)) : Json();
    if (function.kind && function.kind->attach_type)
      json["attach_type"] = word_or_number(model::attach_type_names(), *function.kind->attach_type);
    if (function.kind && !function.kind->target.empty()) json["target"] = function.kind->target;
    if (function.kind && function.kind->sleepable) json["sleepable"] = true;
    if (function.kind && function.kind->frags) json["frags"] = true;
  } else {
    json["global"] = function.is_global;
  }
  if (shown.types != nullptr && function.type != 0) json["prototype"] = btf::prototype(*shown.types, function.type);
  json["instructions"] = function.code.size() / 8;
  json["source_lines"] = function.lines.size();
  return json;
}

Json functions_json(const ObjectShown& shown, bool programs) {
  Json array = Json::array();
  for (const ObjectFunction& function : shown.file.functions)
    if (function.is_program == programs) array.push_back(function_json(shown, function));
  return array;
}

Json map_json(const ObjectShown& shown, const ObjectMap& map) {
  Json json;
  if (!map.name.empty()) json["name"] = map.name;
  json["type"] = word_or_number(model::map_type_names(), map.type);
  json["key_size"] = map.key_size;
  json["value_size"] = map.value_size;
  json["max_entries"] = map.max_entries;
  json["flags"] = model::map_flag_words(map.flags);
  if (map.extra != 0) json["map_extra"] = map.extra;
  if (map.numa_node != 0) json["numa_node"] = map.numa_node;
  add_type(shown, "key_type", map.key_type, json);
  if (map.origin != ObjectMap::Origin::data) add_type(shown, "value_type", map.value_type, json);
  json["defined_by"] = origin_words(map.origin);
  if (map.pin_by_name) json["pinned_by_name"] = true;
  for (const ObjectMap& inner : map.inner) json["inner_map"] = map_json(shown, inner);
  return json;
}

Json globals_json(const ObjectShown& shown) {
  Json array = Json::array();
  for (const model::ObjectVariable& one : shown.file.variables) {
    array.push_back({{"name", one.name}, {"section", one.section}, {"offset", one.offset}, {"size", one.size}});
    add_type(shown, "type", one.type, array.back());
  }
  return array;
}

Json externs_json(const ObjectShown& shown) {
  Json array = Json::array();
  for (const model::ObjectExtern& one : shown.file.externs) {
    array.push_back({{"name", one.name}, {"kind", extern_words(one.kind)}, {"weak", one.weak}});
    add_type(shown, "type", one.type, array.back());
  }
  return array;
}

Json core_json(const ObjectShown& shown) {
  Json array = Json::array();
  for (const ObjectFunction& function : shown.file.functions)
    for (const model::CoreRelocation& core : function.core_relocations)
      array.push_back({{"function", function.name},
                       {"insn", core.slot},
                       {"kind", core_words(core.kind)},
                       {"target", core_target(shown.types, core)}});
  return array;
}

}  // namespace

Json object_json(const ObjectShown& shown) {
  Json json = {{"file", shown.path}, {"bytes", shown.bytes}};
  json["license"] = shown.file.license;
  json["gpl_compatible"] = model::is_gpl_compatible(shown.file.license);
  json["compiler"] = shown.compiler.empty() ? Json() : Json(shown.compiler);
  json["btf"] = shown.types == nullptr
                    ? Json()
                    : Json({{"types", btf::type_count(*shown.types)}, {"bytes", shown.file.types.size()}});
  json["legacy"] = shown.legacy;
  json["programs"] = functions_json(shown, true);
  json["subprograms"] = functions_json(shown, false);
  json["maps"] = Json::array();
  for (const ObjectMap& map : shown.file.maps) json["maps"].push_back(map_json(shown, map));
  json["globals"] = globals_json(shown);
  json["externs"] = externs_json(shown);
  json["core_relocations"] = core_json(shown);
  return json;
}

Json relocations_json(const std::vector<RelocationShown>& all) {
  Json array = Json::array();
  for (const RelocationShown& one : all) {
    array.push_back({{"function", one.function},
                     {"section", one.section},
                     {"insn", one.slot},
                     {"written", one.written},
                     {"relocation", one.relocation.empty() ? Json() : Json(one.relocation)},
                     {"loaded_as", one.made}});
    if (!one.map_id.empty()) array.back()["map_id"] = std::stoul(one.map_id);
  }
  return array;
}

}  // namespace bpflens::render
