// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "map get" and "map set": the variables in a program's global data, by name.
#include "btf/encode.hpp"
#include "btf/path.hpp"
#include "btf/plan.hpp"
#include "commands/map/map.hpp"
#include "commands/map/one_map.hpp"
#include "commands/verb.hpp"

namespace bpflens::commands {
namespace {

struct VariableOptions {
  std::string object;
  std::string path;
  std::string value;
  bool string_integers = false;
};

void declare_variable(CLI::App& app, VariableOptions& options) {
  app.add_option("MAP", options.object, "a data section: an id, a name (prog.data) or the path of a pin")->required();
  app.add_option("VARIABLE", options.path, "its name, or a part of it: limits.high, table[3]")->required();
}

void declare_get(CLI::App& app, VariableOptions& options) {
  declare_variable(app, options);
  declare_string_integers(app, options.string_integers);
}

void declare_set(CLI::App& app, VariableOptions& options) {
  declare_variable(app, options);
  app.add_option("VALUE", options.value, "JSON, a number or a name, by its type")->required();
}

// A data section is the only entry, of key 0, of an array.
struct Section {
  std::unique_ptr<kernel::OpenMap> open;
  btf::Shape shape;
  std::vector<std::byte> key;
  std::vector<std::byte> value;
};

Section read_section(kernel::Kernel& kernel, const model::Map& map) {
  MapLayout layout = layout_of(kernel, map);
  if (!layout.value || layout.value->top().kind != btf::Kind::section)
    throw UsageError("map " + std::to_string(map.id.value) + " is no data section with BTF: use lookup and update");
  Section section{kernel.maps.open(map), std::move(*layout.value), std::vector<std::byte>(map.key_size),
                  std::vector<std::byte>(map.value_size)};
  section.open->lookup(section.key, section.value);
  return section;
}

btf::Part variable(const Section& section, const std::string& path) {
  btf::Part part = btf::part_of(section.shape, path);
  if (!part.shape) throw UsageError(part.problem);
  if (part.bits != 0)
    throw UsageError("'" + path + "' is a bitfield, which has no bytes of its own: take what it is in");
  return part;
}

int get(const VariableOptions& options, Context& context) {
  return with_map(context, options.object, [&](const model::Map& map) {
    const Section section = read_section(context.kernel, map);
    const btf::Part part = variable(section, options.path);
    const bool json = context.globals.json;
    const auto compiled = btf::Plan::compile(
        *part.shape,
        {.bpftool = json, .pretty = context.globals.pretty || !json, .string_integers = options.string_integers});
    if (!compiled.plan) throw UsageError(compiled.problem);
    btf::Buffer buffer;
    compiled.plan->write(std::span(section.value).subspan(part.offset, part.shape->top().size), buffer);
    context.out << buffer.text() << "\n";
    return static_cast<int>(kDone);
  });
}

// Variables beside it that change between the two calls are written back as they were read: the kernel has no call
// for a part of a value.
int set(const VariableOptions& options, Context& context) {
  return with_map(context, options.object, [&](const model::Map& map) {
    Section section = read_section(context.kernel, map);
    const btf::Part part = variable(section, options.path);
    const std::string problem =
        btf::encode_word(*part.shape, options.value,
                         std::span(section.value).subspan(part.offset, part.shape->top().size), options.path);
    if (!problem.empty()) throw UsageError(problem);
    section.open->update(section.key, section.value, kernel::UpdateMode::any);
    return done(context);
  });
}

}  // namespace

void add_map_variable_verbs(CLI::App& map, Invocation& chosen) {
  add_verb<VariableOptions>(map, chosen,
                            {.name = "get",
                             .alias = "",
                             .description = "Print a variable of a program's global data",
                             .examples = "  bpflens map get prog.bss dropped\n"
                                         "  bpflens map get prog.data 'limits[2].high'",
                             .declare = declare_get,
                             .run = get});
  add_verb<VariableOptions>(map, chosen,
                            {.name = "set",
                             .alias = "",
                             .description = "Change a variable of a program's global data",
                             .examples = "  bpflens map set prog.data verbose true\n"
                                         "  bpflens map set prog.data 'limits[2]' '{\"high\":10}'",
                             .declare = declare_set,
                             .run = set});
}

}  // namespace bpflens::commands
