// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "commands/prog/pinning.hpp"

#include <algorithm>

#include "render/escape.hpp"
#include "render/loaded.hpp"

namespace bpflens::commands {
namespace {

// A name in a bpffs can't have a dot, and the maps of data sections do: "filter.rodata".
std::string pin_name(std::string name) {
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
}

std::string target_for(const model::Program& program, const LoadOptions& options) {
  const auto targets = targets_of(options);
  const auto own = targets.find(program.name);
  if (own != targets.end()) return own->second;
  const auto any = targets.find("");
  return any != targets.end() ? any->second : "";
}

}  // namespace

std::string parent_of(const std::string& path) {
  const std::size_t end = path.find_last_not_of('/');
  const std::size_t slash = path.rfind('/', end);
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

void report(const model::Loaded& loaded, Context& context) {
  if (context.globals.json)
    print_json(context, render::to_json(loaded));
  else
    print_table(context, render::table(loaded));
  context.out.flush();
}

Pinning::Pinning(Context& context, kernel::PinSet& pins, kernel::Stop& stop, kernel::LoadedObject& object)
    : context_(context), pins_(pins), stop_(stop), object_(object) {
  loaded_.programs = object.programs();
  loaded_.maps = object.maps();
  for (const std::string& path : object.own_pins()) pins.adopt(path);
}

void Pinning::pin_maps(const std::string& directory) {
  const std::vector<std::string> names = object_.map_names();
  for (std::size_t i = 0; i < names.size() && !stopped(); ++i)
    add({model::ObjectKind::map, loaded_.maps[i].id.value}, directory + "/" + pin_name(names[i]), loaded_.maps[i].pins);
}

void Pinning::place(const model::Program& program, const std::string& path, const LoadOptions& options) {
  if (stopped()) return;
  if (const std::string target = target_for(program, options); !target.empty())
    return keep_link(object_.attach_to(program.id, target), path);
  if (options.attach && object_.says_where(program.id)) return keep_link(object_.attach(program.id), path);
  if (options.attach)
    context_.err << "bpflens: the section of " << render::printable(program.name) << " does not say where to attach it"
                 << (path.empty() ? "" : ": pinning the program itself") << std::endl;
  if (!path.empty()) add({model::ObjectKind::program, program.id.value}, path, pins_of(program));
}

void Pinning::replace(const model::Program& program, const std::string& path) {
  model::Link link = object_.replace(program.id, path);
  link.pins.push_back(path);
  loaded_.links.push_back(std::move(link));
}

model::Loaded Pinning::result(bool only_what_stays) const {
  model::Loaded result = loaded_;
  if (only_what_stays)
    std::erase_if(result.maps, [this](const model::Map& map) { return map.pins.empty() && !is_used(map.id); });
  return result;
}

std::vector<std::string>& Pinning::pins_of(const model::Program& program) {
  return std::find_if(loaded_.programs.begin(), loaded_.programs.end(),
                      [&](const model::Program& other) { return other.id == program.id; })
      ->pins;
}

void Pinning::keep_link(model::Link link, const std::string& path) {
  if (!path.empty()) {
    if (link.id.value == 0)
      throw UsageError("cannot keep " + link.program_name +
                       " attached: before Linux 5.15 what attaches it is no link, and can't be pinned; load it "
                       "without --autoattach");
    add({model::ObjectKind::link, link.id.value}, path, link.pins);
  }
  loaded_.links.push_back(std::move(link));
}

void Pinning::add(const model::ObjectRef& object, const std::string& path, std::vector<std::string>& pins) {
  pins_.add(object, path);
  pins.push_back(path);
}

bool Pinning::is_used(model::MapId id) const {
  return std::any_of(loaded_.programs.begin(), loaded_.programs.end(), [id](const model::Program& program) {
    return std::find(program.map_ids.begin(), program.map_ids.end(), id) != program.map_ids.end();
  });
}

}  // namespace bpflens::commands
