// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Keys, order and nesting are bpftool's; ours follow behind.
#include <array>
#include <map>
#include <sstream>
#include <string>

#include "render/feature.hpp"

namespace bpflens::render {
namespace {

using model::Answer;

// true, false, or null for unknown.
Json answer_json(const model::Support& support) {
  return support.answer == Answer::unknown ? Json(nullptr) : Json(support.answer == Answer::yes);
}

Json why(const model::Support& support) {
  Json json;
  if (support.error != 0) json["errno"] = errno_word(support.error);
  json["reason"] = support.reason;
  return json;
}

Json system_json(const model::SystemFacts& system) {
  Json json = Json::object();
  for (const model::Setting& setting : system.settings) json[setting.name] = setting.value.value_or(-1);
  // Where nothing can be read the keys stay, as bpftool's do; "unknown" tells why.
  if (!system.config)
    for (const std::string_view name : model::bpf_config_options()) json[std::string(name)] = nullptr;
  else
    for (const model::ConfigOption& option : *system.config)
      json[option.name] = option.value ? Json(*option.value) : Json(nullptr);
  return json;
}

Json told_json(const model::Told& told) { return told.value ? Json(*told.value) : Json(nullptr); }

Json surroundings_json(const model::Surroundings& around) {
  Json json;
  json["release"] = told_json(around.release);
  json["lockdown"] = told_json(around.lockdown);
  Json& modules = json["lsm"] = around.lsms.value ? Json::array() : Json(nullptr);
  std::istringstream names(around.lsms.value.value_or(""));
  for (std::string name; std::getline(names, name, ',');) modules.push_back(name);
  json["capabilities"] = around.capabilities;
  json["in_user_namespace"] = around.in_user_namespace;
  json["mounts"] = Json::array();
  for (const auto& [type, path] : around.mounts) json["mounts"].push_back({{"type", type}, {"path", path}});
  return json;
}

Json capabilities_json(const std::vector<model::Capability>& capabilities, const std::string& suffix) {
  Json json = Json::object();
  for (const auto& capability : capabilities)
    json["have_" + capability.name + suffix] = answer_json(capability.support);
  return json;
}

// bpftool's list: what the kernel offers to the type.
Json offered(const model::TypeHelpers& type) {
  Json names = Json::array();
  for (const auto& helper : type.helpers)
    if (helper.answer.offered) names.push_back(helper.name);
  return names;
}

// The helpers nobody could be asked about, one group a reason.
Json unknown_helpers(const model::TypeHelpers& type) {
  std::map<std::pair<int, std::string>, Json> groups;
  for (const auto& helper : type.helpers) {
    const model::Support& support = helper.answer.support;
    if (support.answer == Answer::unknown) groups[{support.error, support.reason}].push_back(helper.name);
  }
  Json json = Json::array();
  for (const auto& [reason, names] : groups) {
    json.push_back(why(model::unknown(reason.first, reason.second)));
    json.back()["helpers"] = names;
  }
  return json;
}

Json unknowns(const std::vector<model::Capability>& capabilities) {
  Json json = Json::object();
  for (const auto& capability : capabilities)
    if (capability.support.answer == Answer::unknown) json[capability.name] = why(capability.support);
  return json;
}

// What we ask beyond bpftool's questions: the key, and the names' suffix.
struct Group {
  const char* key;
  std::vector<model::Capability> model::FeatureReport::*capabilities;
  const char* suffix;
};

constexpr auto kGroups = std::to_array<Group>({
    {"instructions", &model::FeatureReport::instructions, ""},
    {"program_features", &model::FeatureReport::programs, ""},
    {"map_features", &model::FeatureReport::maps, ""},
    {"map_flags", &model::FeatureReport::map_flags, "_map_flag"},
    {"attach_types", &model::FeatureReport::attach_types, "_attach_type"},
    {"link_types", &model::FeatureReport::link_types, "_link_type"},
    {"btf_kinds", &model::FeatureReport::btf_kinds, "_btf_kind"},
    {"xdp_modes", &model::FeatureReport::xdp_modes, ""},
});

Json unknown_json(const model::FeatureReport& report) {
  Json json = Json::object();
  const auto add = [&json](const char* key, Json found) {
    if (!found.empty()) json[key] = std::move(found);
  };
  if (report.system && !report.system->config)
    json["system_config"]["reason"] = "no build configuration in /proc/config.gz, /boot or /lib/modules";
  add("program_types", unknowns(report.program_types));
  add("map_types", unknowns(report.map_types));
  Json helpers = Json::object();
  for (const model::TypeHelpers& type : report.helpers)
    if (Json found = unknown_helpers(type); !found.empty()) helpers[type.type_name] = std::move(found);
  add("helpers", std::move(helpers));
  add("misc", unknowns(report.misc));
  if (report.surroundings)
    for (const auto& [key, told] :
         {std::pair("lockdown", &report.surroundings->lockdown), std::pair("lsm", &report.surroundings->lsms)})
      if (!told->value) json["system"][key]["reason"] = told->reason;
  for (const Group& group : kGroups) add(group.key, unknowns(report.*group.capabilities));
  return json;
}

// Notes of the helpers that are offered and not callable, or callable and not offered.
Json exceptions(const model::FeatureReport& report, bool is_offered, Answer answer) {
  Json json = Json::object();
  for (const model::TypeHelpers& type : report.helpers)
    for (const auto& helper : type.helpers)
      if (helper.answer.offered == is_offered && helper.answer.support.answer == answer && !helper.answer.note.empty())
        json[type.type_name][helper.name] = helper.answer.note;
  return json;
}

}  // namespace

Json to_json(const model::FeatureReport& report) {
  Json json = Json::object();
  if (report.system) json["system_config"] = system_json(*report.system);
  json["syscall_config"]["have_bpf_syscall"] = answer_json(report.syscall);
  json["program_types"] = capabilities_json(report.program_types, "_prog_type");
  json["map_types"] = capabilities_json(report.map_types, "_map_type");
  Json& helpers = json["helpers"] = Json::object();
  for (const model::TypeHelpers& type : report.helpers) helpers[type.type_name + "_available_helpers"] = offered(type);
  json["misc"] = capabilities_json(report.misc, "");
  if (report.surroundings) json["system"] = surroundings_json(*report.surroundings);
  if (!report.device.empty()) json["device"] = report.device;
  for (const Group& group : kGroups)
    if (const auto& found = report.*group.capabilities; !found.empty())
      json[group.key] = capabilities_json(found, group.suffix);
  if (Json found = exceptions(report, true, Answer::no); !found.empty()) json["not_callable"] = std::move(found);
  if (Json found = exceptions(report, false, Answer::yes); !found.empty())
    json["other_attach_types"] = std::move(found);
  json["unknown"] = unknown_json(report);
  return json;
}

}  // namespace bpflens::render
