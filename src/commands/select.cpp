// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Ids and pins are opened; names and tags are looked for in the list.
#include "commands/select.hpp"

#include <cstdint>

#include "commands/full_names.hpp"
#include "render/program.hpp"

namespace bpflens::commands {
namespace {

// The id behind a pin of the wanted kind; nothing when the path doesn't exist.
std::optional<std::uint32_t> pinned_id(kernel::Kernel& kernel, const std::string& path, model::ObjectKind kind) {
  const auto pin = kernel.pins.find(path);
  if (!pin || !pin->object) return std::nullopt;
  if (pin->object->kind != kind)
    throw UsageError(path + " pins a " + std::string(word(pin->object->kind)) + ", not a " + std::string(word(kind)));
  return pin->object->id;
}

template <class Object, class Source>
std::vector<Object> one(Source& source, std::optional<std::uint32_t> id) {
  std::vector<Object> found;
  if (!id) return found;
  if (auto object = source.find({*id})) found.push_back(std::move(*object));
  return found;
}

template <class Object, class Source, class Matches>
std::vector<Object> matching(Source& source, Matches matches) {
  std::vector<Object> found;
  for (const Object& object : source.list(kernel::Detail::info))
    if (matches(object))
      if (auto whole = source.find(object.id)) found.push_back(std::move(*whole));
  return found;
}

// By the kernel's name, or by the whole one where that is longer; the kernel's alone finds such a map, too.
std::vector<model::Map> named_maps(kernel::Kernel& kernel, const std::string& name) {
  using model::Map;
  const std::string kept = name.substr(0, kKernelName);
  auto found = matching<Map>(kernel.maps, [&](const Map& map) { return map.name == kept; });
  if (name.size() <= kKernelName) return found;
  add_full_names(kernel, found);
  std::erase_if(found, [&](const Map& map) { return !map.full_name.empty() && map.full_name != name; });
  return found;
}

}  // namespace

model::Selector selector(const std::string& text) {
  const auto parsed = model::parse_selector(text);
  if (!parsed)
    throw UsageError("'" + text +
                     "' names no object: give an id, a name, tag:HEX (16 hex digits) or the path of a pin");
  return *parsed;
}

std::vector<model::Program> select_programs(kernel::Kernel& kernel, const model::Selector& wanted) {
  using model::Program;
  using By = model::Selector::By;
  auto& programs = kernel.programs;
  switch (wanted.by) {
    case By::id:
      return one<Program>(programs, wanted.id);
    case By::pin:
      return one<Program>(programs, pinned_id(kernel, wanted.text, model::ObjectKind::program));
    case By::tag:
      return matching<Program>(programs, [&](const Program& p) { return render::hex(p.tag) == wanted.text; });
    case By::name:
      break;
  }
  // The kernel's own 15 characters of a longer name still find it, as they do in bpftool.
  return matching<Program>(programs, [&](const Program& p) {
    return p.name == wanted.text || (wanted.text.size() == 15 && p.name.starts_with(wanted.text));
  });
}

std::vector<model::Map> select_maps(kernel::Kernel& kernel, const model::Selector& wanted) {
  using model::Map;
  using By = model::Selector::By;
  switch (wanted.by) {
    case By::id:
      return one<Map>(kernel.maps, wanted.id);
    case By::pin:
      return one<Map>(kernel.maps, pinned_id(kernel, wanted.text, model::ObjectKind::map));
    case By::tag:
      throw UsageError("maps have no tag: give an id, a name or the path of a pin");
    case By::name:
      break;
  }
  return named_maps(kernel, wanted.text);
}

std::vector<model::Link> select_links(kernel::Kernel& kernel, const model::Selector& wanted) {
  using model::Link;
  using By = model::Selector::By;
  if (wanted.by == By::id) return one<Link>(kernel.links, wanted.id);
  if (wanted.by == By::pin) return one<Link>(kernel.links, pinned_id(kernel, wanted.text, model::ObjectKind::link));
  const std::vector<model::Program> programs = select_programs(kernel, wanted);
  std::vector<Link> links = programs.empty() ? std::vector<Link>() : kernel.links.list();
  std::erase_if(links, [&](const Link& link) {
    return std::none_of(programs.begin(), programs.end(),
                        [&](const model::Program& program) { return program.id == link.program; });
  });
  return links;
}

std::string not_found(const std::string& noun, const model::Selector& wanted) {
  using By = model::Selector::By;
  switch (wanted.by) {
    case By::id:
      return "no " + noun + " with id " + wanted.text;
    case By::tag:
      return "no " + noun + " with tag " + wanted.text;
    case By::pin:
      return "no " + noun + " is pinned at " + wanted.text;
    case By::name:
      break;
  }
  return "no " + noun + " named " + wanted.text;
}

}  // namespace bpflens::commands
