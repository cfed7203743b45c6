// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "commands/prog/assign.hpp"

#include <algorithm>
#include <span>

#include "btf/encode.hpp"
#include "btf/path.hpp"
#include "commands/context.hpp"

namespace bpflens::commands {
namespace {

struct Section {
  kernel::DataSection data;
  btf::Shape shape;
  bool changed = false;
};

std::vector<Section> sections_of(const kernel::ObjectData& data) {
  std::vector<Section> sections;
  const auto types = btf::Types::parse(data.btf);
  for (const kernel::DataSection& section : data.sections) {
    auto shape = types ? btf::resolve(*types, section.type).shape : std::nullopt;
    if (shape && shape->top().kind == btf::Kind::section)
      sections.push_back({.data = section, .shape = std::move(*shape)});
  }
  return sections;
}

std::string variable_names(const std::vector<Section>& sections) {
  std::string names;
  for (const Section& section : sections)
    for (const btf::Member& variable : section.shape.top().members)
      names += (names.empty() ? "" : ", ") + variable.name;
  return names.empty() ? "it has none with BTF" : "it has " + names;
}

Section& section_with(std::vector<Section>& sections, const std::string& variable) {
  for (Section& section : sections)
    for (const btf::Member& member : section.shape.top().members)
      if (member.name == variable) return section;
  throw UsageError("the object has no variable " + variable + ": " + variable_names(sections));
}

void assign(std::vector<Section>& sections, const std::string& assignment) {
  const std::size_t equals = assignment.find('=');
  if (equals == std::string::npos || equals == 0)
    throw UsageError("--set wants VARIABLE=VALUE, not '" + assignment + "'");
  const std::string path = assignment.substr(0, equals);
  Section& section = section_with(sections, path.substr(0, path.find_first_of(".[")));
  const btf::Part part = btf::part_of(section.shape, path);
  if (!part.shape) throw UsageError(part.problem);
  if (part.bits != 0)
    throw UsageError("'" + path + "' is a bitfield, which has no bytes of its own: set what it is in");
  const std::size_t size = part.shape->top().size;
  if (part.offset > section.data.bytes.size() || section.data.bytes.size() - part.offset < size)
    throw UsageError("'" + path + "' lies outside its section: it is declared here and defined elsewhere");
  const std::string problem = btf::encode_word(*part.shape, assignment.substr(equals + 1),
                                               std::span(section.data.bytes).subspan(part.offset, size), path);
  if (!problem.empty()) throw UsageError(problem);
  section.changed = true;
}

}  // namespace

std::vector<kernel::DataSection> assign(const kernel::ObjectData& data, const std::vector<std::string>& assignments) {
  std::vector<Section> sections = sections_of(data);
  for (const std::string& assignment : assignments) assign(sections, assignment);
  std::vector<kernel::DataSection> changed;
  for (Section& section : sections)
    if (section.changed) changed.push_back(std::move(section.data));
  return changed;
}

}  // namespace bpflens::commands
