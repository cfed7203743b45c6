// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "map update", "map push", "map delete" and "map freeze".
#include "commands/map/data_words.hpp"

#include <cstdint>
#include "commands/map/map.hpp"
#include "commands/map/one_map.hpp"
#include "commands/verb.hpp"
#include "model/map_types.hpp"
#include "model/names.hpp"

namespace bpflens::commands {
namespace {

struct ChangeOptions {
  std::string object;
  LayoutOptions layout;
  std::vector<std::string> words;
};

void declare_entry(CLI::App& app, ChangeOptions& options) {
  app.add_option("MAP", options.object, "an id, a name or the path of a pin")->required();
  app.add_option("ENTRY", options.words,
                 "KEY VALUE [any|exist|noexist]: JSON or numbers by their types, or 'hex' and bytes; in maps of maps "
                 "and program arrays the value is an object (id:12, a pin's path), in per-CPU maps also an array with "
                 "one for each CPU")
      ->required();
  declare_layout(app, options.layout);
}

void declare_value(CLI::App& app, ChangeOptions& options) {
  app.add_option("MAP", options.object, "an id, a name or the path of a pin")->required();
  app.add_option("VALUE", options.words, "JSON or a number by its type, or 'hex' and bytes")->required();
  declare_layout(app, options.layout);
}

void declare_key(CLI::App& app, ChangeOptions& options) {
  app.add_option("MAP", options.object, "an id, a name or the path of a pin")->required();
  app.add_option("KEY", options.words, "JSON or a number by the key's type, or 'hex' and bytes")->required();
  declare_layout(app, options.layout);
}

void declare_map(CLI::App& app, ChangeOptions& options) {
  app.add_option("MAP", options.object, "an id, a name or the path of a pin")->required();
}

// The map or program that a value names.
model::ObjectRef object_of(kernel::Kernel& kernel, const model::Map& map, const std::vector<std::string>& words) {
  const bool wants_map = model::is_map_of_maps(map.type);
  const std::string noun = wants_map ? "map" : "program";
  if (words.size() != 1) throw UsageError("the value of " + model::with_article(map.type_name) + " is one " + noun);
  const model::Selector wanted = selector(words[0]);
  std::vector<std::uint32_t> ids;
  if (wants_map)
    for (const model::Map& found : select_maps(kernel, wanted)) ids.push_back(found.id.value);
  else
    for (const model::Program& found : select_programs(kernel, wanted)) ids.push_back(found.id.value);
  if (ids.empty()) throw UsageError(not_found(noun, wanted));
  if (ids.size() > 1) throw UsageError("several " + noun + "s match " + wanted.text + ": give the id of one");
  return {wants_map ? model::ObjectKind::map : model::ObjectKind::program, ids[0]};
}

int update(const ChangeOptions& options, Context& context) {
  return with_map(context, options.object, [&](const model::Map& map) {
    const MapLayout layout = layout_of(context.kernel, map, options.layout);
    const EntryWords words = split_entry_words(options.words, map.key_size);
    const std::vector<std::byte> key = key_bytes(words.key, map, layout);
    const bool object = model::is_map_of_maps(map.type) || model::holds_programs(map.type);
    if (object) {
      const model::ObjectRef value = object_of(context.kernel, map, words.value);
      context.kernel.maps.open(map)->update(key, value, words.mode);
    } else {
      const auto value = value_bytes(context.kernel, words.value, map, layout);
      context.kernel.maps.open(map)->update(key, value, words.mode);
    }
    return done(context);
  });
}

int push(const ChangeOptions& options, Context& context) {
  return with_map(context, options.object, [&](const model::Map& map) {
    if (map.key_size != 0) throw UsageError(model::with_article(map.type_name) + " has keys: use update");
    const MapLayout layout = layout_of(context.kernel, map, options.layout);
    const EntryWords words = split_entry_words(options.words, 0);
    const auto value = bytes_of(words.value, shape_of(layout.value), map.value_size, "value");
    context.kernel.maps.open(map)->update({}, value, words.mode);
    return done(context);
  });
}

int remove(const ChangeOptions& options, Context& context) {
  return with_map(context, options.object, [&](const model::Map& map) {
    const MapLayout layout = layout_of(context.kernel, map, options.layout);
    const EntryWords words = split_entry_words(options.words, map.key_size);
    if (!words.value.empty()) throw UsageError("'" + words.value[0] + "' is too much: delete takes a key");
    const auto key = key_bytes(words.key, map, layout);
    if (!context.kernel.maps.open(map)->remove(key)) return report_error(context, "there is no such key", kNo);
    return done(context);
  });
}

int freeze(const ChangeOptions& options, Context& context) {
  return with_map(context, options.object, [&](const model::Map& map) {
    context.kernel.maps.open(map)->freeze();
    return done(context);
  });
}

}  // namespace

void add_map_change_verbs(CLI::App& map, Invocation& chosen) {
  add_verb<ChangeOptions>(map, chosen,
                          {.name = "update",
                           .alias = "",
                           .description = "Set the value of a key",
                           .examples = "  bpflens map update counts 7 42\n"
                                       "  bpflens map update flows '{\"port\":53}' '{\"action\":\"DROP\"}' noexist\n"
                                       "  bpflens map update calls_per_cpu 7 '[10, 20]'\n"
                                       "  bpflens map update id 12 key hex 07 00 00 00 value hex 2a 00 00 00\n"
                                       "  bpflens map update jumps 3 /sys/fs/bpf/handler",
                           .declare = declare_entry,
                           .run = update});
  add_verb<ChangeOptions>(map, chosen,
                          {.name = "delete",
                           .alias = "",
                           .description = "Remove the entry of a key",
                           .examples = "  bpflens map delete counts 7",
                           .declare = declare_key,
                           .run = remove});
  add_verb<ChangeOptions>(map, chosen,
                          {.name = "push",
                           .alias = "enqueue",
                           .description = "Put a value into a queue, a stack or a bloom filter",
                           .examples = "  bpflens map push jobs 42\n"
                                       "  bpflens map enqueue id 12 value 2a 00 00 00",
                           .declare = declare_value,
                           .run = push});
  add_verb<ChangeOptions>(map, chosen,
                          {.name = "freeze",
                           .alias = "",
                           .description = "Make a map read-only for user space, for good",
                           .examples = "  bpflens map freeze config",
                           .declare = declare_map,
                           .run = freeze});
}

}  // namespace bpflens::commands
