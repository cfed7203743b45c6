// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "cli/live_values.hpp"

#include <algorithm>

#include "commands/type_names.hpp"
#include "kernel/error.hpp"
#include "model/map_flags.hpp"
#include "render/link.hpp"
#include "render/program.hpp"

namespace bpflens::cli {
namespace {

using kernel::Vocabulary;

std::string named(const std::string& type, const std::string& name) { return name.empty() ? type : type + " " + name; }

void add_programs(kernel::Kernel& kernel, const std::string& by, Candidates& candidates) {
  for (const model::Program& program : kernel.programs.list(kernel::Detail::info)) {
    const std::string id = std::to_string(program.id.value);
    if (by.empty() || by == "id") candidates.push_back({id, named(program.type_name, program.name)});
    if ((by.empty() || by == "name") && !program.name.empty())
      candidates.push_back({program.name, program.type_name + " " + id});
    if (by == "tag") candidates.push_back({render::hex(program.tag), named(program.type_name, program.name)});
  }
}

void add_maps(kernel::Kernel& kernel, const std::string& by, Candidates& candidates) {
  for (const model::Map& map : kernel.maps.list(kernel::Detail::info)) {
    const std::string id = std::to_string(map.id.value);
    if (by.empty() || by == "id") candidates.push_back({id, named(map.type_name, map.name)});
    if ((by.empty() || by == "name") && !map.name.empty()) candidates.push_back({map.name, map.type_name + " " + id});
  }
}

void add_links(kernel::Kernel& kernel, const std::string& by, Candidates& candidates) {
  for (const model::Link& link : kernel.links.list()) {
    const std::string about = named(link.type_name, render::target_words(link));
    if (by.empty() || by == "id") candidates.push_back({std::to_string(link.id.value), about});
    if ((by.empty() || by == "name") && !link.program_name.empty()) candidates.push_back({link.program_name, about});
  }
}

// Those of one kind, on every bpffs.
void add_pins_of(kernel::Pins& pins, model::ObjectKind kind, Candidates& candidates) {
  for (const std::string& mount : pins.mounts())
    for (const model::Pin& pin : pins.list(mount))
      if (pin.object && pin.object->kind == kind) candidates.push_back({pin.path, named(pin.type_name, pin.name)});
}

void add_names(kernel::Prober& prober, Vocabulary of, Candidates& candidates) {
  for (const kernel::NamedValue& value : prober.values(of)) candidates.push_back({value.name, ""});
}

void add_containers(kernel::Dwellings& dwellings, Candidates& candidates) {
  for (const model::Inhabitant& inhabitant : dwellings.all().found)
    if (const auto& container = inhabitant.dwelling.container)
      candidates.push_back({container->name.empty() ? container->id : container->name, container->runtime});
}

void add_existing(model::ObjectKind kind, const std::string& by, const std::string& partial, kernel::Kernel& kernel,
                  Candidates& candidates) {
  if (by == "pinned" || partial.starts_with('/')) return add_pins_of(kernel.pins, kind, candidates);
  if (kind == model::ObjectKind::program) return add_programs(kernel, by, candidates);
  if (kind == model::ObjectKind::map) return add_maps(kernel, by, candidates);
  add_links(kernel, by, candidates);
}

std::optional<model::ObjectKind> kind_of(const std::string& argument) {
  if (argument == "PROG") return model::ObjectKind::program;
  if (argument == "MAP") return model::ObjectKind::map;
  if (argument == "LINK") return model::ObjectKind::link;
  return std::nullopt;
}

std::string noun_of(const CLI::App& command) {
  return command.get_parent() == nullptr ? "" : command.get_parent()->get_name();
}

std::string long_name(const CLI::Option& option) { return option.get_lnames().empty() ? "" : option.get_lnames()[0]; }

std::vector<std::string> values_of(const Line& line, const std::string& option) {
  const auto found = line.values.find(line.command->get_option_no_throw(option));
  return found == line.values.end() ? std::vector<std::string>() : found->second;
}

// Files after --btf; of a map's verbs without it the map; and what perf reads, an object or maps.
commands::TypePlaces type_places(const Line& line) {
  commands::TypePlaces places{.files = values_of(line, "--btf"), .used_maps = {}, .maps = {}};
  const std::string noun = noun_of(*line.command);
  const bool takes_map = line.command->get_option_no_throw("MAP") != nullptr;
  const std::vector<std::string> objects = without_reference_words(line.arguments);
  if (noun == "map" && takes_map && places.files.empty() && !objects.empty()) places.maps = {objects[0]};
  if (noun != "perf") return places;
  if (line.command->get_option_no_throw("OBJECT") != nullptr)
    places.files.insert(places.files.end(), line.arguments.begin(), line.arguments.end());
  if (takes_map) places.used_maps = line.arguments;
  return places;
}

// Names in the object that the line begins with, each with the sign that goes on to its value.
void add_names_in_object(const std::string& type, const Line& line, Candidates& candidates) {
  if (line.arguments.empty()) return;
  const model::ObjectFile file = commands::object_contents(line.arguments[0]);
  const std::string sign = type.find('=') == std::string::npos ? "" : "=";
  if (type == "PROG" || type == "[PROG=]TARGET")
    for (const model::ObjectFunction& function : file.functions)
      if (function.is_program) candidates.push_back({function.name + sign, function.section});
  if (type == "NAME" || type == "NAME=MAP")
    for (const model::ObjectMap& map : file.maps)
      if (map.origin != model::ObjectMap::Origin::data) candidates.push_back({map.name + sign, "map of the object"});
  if (type == "VAR=VALUE")
    for (const model::ObjectVariable& variable : file.variables)
      candidates.push_back({variable.name + sign, variable.section});
}

// TYPE stands for several kinds of types.
void add_types(const CLI::Option& option, const Line& line, const std::string& partial, kernel::Kernel& kernel,
               Candidates& candidates) {
  const std::string noun = noun_of(*line.command);
  const std::string name = long_name(option);
  if (name == "prog-type" || (noun == "prog" && name == "type"))
    add_names(kernel.prober, Vocabulary::program_types, candidates);
  else if (noun == "map" && line.command->get_name() == "create" && name == "type")
    add_names(kernel.prober, Vocabulary::map_types, candidates);
  else if (name == "type" || name == "key-type" || name == "value-type")
    for (auto& [type, about] : commands::type_names(kernel, type_places(line), partial))
      candidates.push_back({std::move(type), std::move(about)});
}

// Those of the type that --type names, behind others that are named already.
void add_members(const Line& line, const std::string& partial, const std::string& sign, kernel::Kernel& kernel,
                 Candidates& candidates) {
  const std::vector<std::string> types = values_of(line, "--type");
  if (types.empty()) return;
  const std::string before = partial.substr(0, partial.rfind(',') + 1);
  for (const std::string& name : commands::member_names(kernel, type_places(line), types.back()))
    candidates.push_back({std::string(before).append(name).append(sign), "member of " + types.back()});
}

void add_map_flags(const std::string& partial, Candidates& candidates) {
  const std::string before = partial.substr(0, partial.rfind(',') + 1);
  for (const std::string_view name : model::map_flag_names())
    if (!name.empty()) candidates.push_back({before + std::string(name), "flag"});
}

// A map of the kernel's behind "NAME=".
void add_maps_behind(const std::string& before, kernel::Kernel& kernel, Candidates& candidates) {
  Candidates maps;
  add_maps(kernel, "", maps);
  for (Candidate& map : maps) candidates.push_back({before + map.word, std::move(map.description)});
}

void add_devices(kernel::Network& network, const std::string& before, Candidates& candidates) {
  for (const std::string& device : network.devices()) candidates.push_back({before + device, "network device"});
}

void add_namespaces(kernel::Network& network, Candidates& candidates) {
  for (const model::NetworkNamespace& each : network.namespaces())
    if (!each.name.empty()) candidates.push_back({each.name, "network namespace"});
}

}  // namespace

std::vector<std::string> without_reference_words(std::vector<std::string> words) {
  std::erase_if(words, [](const std::string& w) { return w == "id" || w == "name" || w == "tag" || w == "pinned"; });
  return words;
}

void add_objects(const std::string& argument, const std::string& by, const std::string& partial, kernel::Kernel& kernel,
                 Candidates& candidates) {
  const std::optional<model::ObjectKind> kind = kind_of(argument);
  if (!kind) return;
  if (by.empty()) {
    for (const char* word : {"id", "name", "pinned"}) candidates.push_back({word, "what the next word is"});
    if (kind == model::ObjectKind::program) candidates.push_back({"tag", "what the next word is"});
  }
  try {
    add_existing(*kind, by, partial, kernel, candidates);
  } catch (const kernel::Error&) {  // not allowed to list: nothing to offer
    return;
  }
}

void add_cgroups(const std::string& partial, kernel::Kernel& kernel, Candidates& candidates) {
  for (const std::string& group : kernel.cgroups.beginning_with(partial))
    candidates.push_back({group, "control group"});
}

void add_option_values(const CLI::Option& option, const Line& line, const std::string& partial, kernel::Kernel& kernel,
                       Candidates& candidates) {
  const std::string type = option.get_type_name();
  try {
    const bool of_object = line.command->get_option_no_throw("OBJECT") != nullptr;
    const std::size_t sign = partial.find('=');
    if (of_object && sign == std::string::npos)
      add_names_in_object(type, line, candidates);
    else if (const auto kind = kind_of(type))
      add_existing(*kind, "", partial, kernel, candidates);
    if (type == "NAME=MAP" && sign != std::string::npos)
      add_maps_behind(partial.substr(0, sign + 1), kernel, candidates);
    if (type == "HELPER") add_names(kernel.prober, Vocabulary::helpers, candidates);
    if (type.ends_with("CONTAINER")) add_containers(kernel.dwellings, candidates);
    if (type == "KFUNC")
      for (const auto& kfunc : kernel.kfuncs.list().kfuncs) candidates.push_back({kfunc.name, kfunc.module});
    if (type == "NIC") add_devices(kernel.network, "", candidates);
    if (type == "[PROG=]TARGET") add_devices(kernel.network, partial.substr(0, partial.find('=') + 1), candidates);
    if (type == "NETNS") add_namespaces(kernel.network, candidates);
    if (type == "CGROUP") add_cgroups(partial, kernel, candidates);
    if (long_name(option) == "fields" || type == "FIELDS") add_members(line, partial, "", kernel, candidates);
    if (type == "FIELD=FORMAT") add_members(line, partial, "=", kernel, candidates);
    if (long_name(option) == "flags") add_map_flags(partial, candidates);
    add_types(option, line, partial, kernel, candidates);
  } catch (const kernel::Error&) {
    return;
  }
}

}  // namespace bpflens::cli
