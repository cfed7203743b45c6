// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "object show": what is in a file, and what the loader makes of its instructions.
#include <string>
#include <utility>
#include <vector>

#include "commands/object/object.hpp"
#include "commands/object/opened.hpp"
#include "commands/verb.hpp"
#include "object/linking.hpp"
#include "object/upgrade.hpp"
#include "render/groups.hpp"
#include "render/object_file.hpp"

namespace bpflens::commands {
namespace {

struct ShowOptions {
  std::string file;
  bool relocations = false;
  bool load = false;
};

void declare(CLI::App& app, ShowOptions& options) {
  app.add_option("FILE", options.file, "the compiled object; - for standard input")->required()->type_name("FILE");
  CLI::Option* relocations =
      app.add_flag("--relocations", options.relocations,
                   "each instruction that the loader completes: what was compiled, and what it becomes");
  app.add_flag("--load", options.load, "load it to tell the ids that its maps get; nothing stays loaded")
      ->needs(relocations);
}

// What is old in the object, and what loading makes of it.
std::vector<std::string> legacy(const OpenedObject& object) {
  std::vector<std::string> sentences;
  const auto result = object::upgrade(object.image);
  if (const auto* problem = std::get_if<object::Problem>(&result))
    sentences.push_back("its maps can't be upgraded: " + problem->cause);
  else if (const std::string done = object::summary(std::get<object::Upgrade>(result)); !done.empty())
    sentences.push_back("when loaded: " + done);
  return sentences;
}

// A map of the object, as it was called and numbered once it was loaded.
using LoadedMaps = std::vector<std::pair<std::string, std::uint32_t>>;

LoadedMaps loaded_maps(const ShowOptions& options, Context& context) {
  const auto loaded = context.kernel.loader.load({.path = options.file});
  const auto names = loaded->map_names();
  const auto maps = loaded->maps();
  LoadedMaps all;
  for (std::size_t i = 0; i < names.size() && i < maps.size(); ++i) all.emplace_back(names[i], maps[i].id.value);
  return all;
}

// libbpf puts the object's name before that of a section with variables: "filter.bss".
std::string id_of(const LoadedMaps& maps, const std::string& name) {
  const bool section = name.starts_with('.');
  for (const auto& [loaded, id] : maps)
    if (loaded == name || (section && loaded.ends_with(name))) return std::to_string(id);
  return "";
}

std::vector<render::RelocationShown> relocations(const OpenedObject& object, const LoadedMaps& maps) {
  std::vector<render::RelocationShown> all;
  const auto notes = object::relocation_notes(object.image, object.file);
  for (std::size_t i = 0; i < notes.size(); ++i)
    for (const object::RelocationNote& note : notes[i])
      all.push_back({.function = object.file.functions[i].name,
                     .section = object.file.functions[i].section,
                     .slot = note.slot,
                     .written = note.written,
                     .relocation = note.relocation,
                     .made = note.made,
                     .map_id = note.map.empty() ? "" : id_of(maps, note.map)});
  return all;
}

int show_relocations(const ShowOptions& options, const OpenedObject& object, Context& context) {
  LoadedMaps maps;
  if (options.load) maps = loaded_maps(options, context);
  const auto all = relocations(object, maps);
  if (context.globals.json)
    print_json(context, render::relocations_json(all));
  else
    context.out << render::relocations_text(all, options.load, context.look);
  return kDone;
}

int run(const ShowOptions& options, Context& context) {
  int code = kDone;
  const auto object = open_object(options.file, context, code);
  if (!object) return code;
  if (options.relocations) return show_relocations(options, *object, context);
  const render::ObjectShown shown{.path = options.file,
                                  .bytes = object->bytes.size(),
                                  .compiler = object::compiler(object->image),
                                  .legacy = legacy(*object),
                                  .file = object->file,
                                  .types = object->types ? &*object->types : nullptr};
  if (context.globals.json)
    print_json(context, render::object_json(shown));
  else
    context.out << render::object_text(shown, context.look);
  return kDone;
}

Listing listing(const ShowOptions& options) {
  if (options.relocations) return {"relocation", "function"};
  return {"object_part", "name", false, render::rows_of_groups};
}

}  // namespace

void add_object_show(CLI::App& object, Invocation& chosen) {
  add_verb<ShowOptions>(object, chosen,
                        {.name = "show",
                         .alias = "",
                         .description = "Show the programs, maps, variables and relocations in an object",
                         .examples = "  bpflens object show filter.o\n"
                                     "  bpflens object show filter.o --relocations\n"
                                     "  bpflens -j object show filter.o | jq -r '.maps[].name'",
                         .declare = declare,
                         .run = run,
                         .listing = listing,
                         .paged = true});
}

}  // namespace bpflens::commands
