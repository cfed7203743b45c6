// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "map lookup", "map getnext", "map peek" and "map pop": one entry at a time.
#include "commands/map/data_words.hpp"
#include "commands/map/map.hpp"
#include "commands/map/one_map.hpp"
#include "commands/verb.hpp"
#include "model/map_types.hpp"
#include "model/names.hpp"

namespace bpflens::commands {
namespace {

struct EntryOptions {
  std::string object;
  LayoutOptions layout;
  bool string_integers = false;
  std::vector<std::string> words;
};

void declare_key(CLI::App& app, EntryOptions& options) {
  app.add_option("MAP", options.object, "an id, a name or the path of a pin")->required();
  app.add_option("KEY", options.words, "JSON or a number by the key's type, or 'hex' and bytes");
  declare_layout(app, options.layout);
  declare_string_integers(app, options.string_integers);
}

void declare_map(CLI::App& app, EntryOptions& options) {
  app.add_option("MAP", options.object, "an id, a name or the path of a pin")->required();
  declare_layout(app, options.layout);
  declare_string_integers(app, options.string_integers);
}

// As bpftool's: null is the answer, and says nothing of an error.
int no_entry(Context& context, const std::string& why) {
  if (context.globals.json) print_json(context, nullptr);
  context.err << "bpflens: " << why << std::endl;
  return kNo;
}

// A bloom filter is asked whether it may hold a value.
int ask_filter(const EntryOptions& options, Context& context, const model::Map& map, const MapLayout& layout) {
  std::vector<std::string> words = options.words;
  if (!words.empty() && words[0] == "value") words.erase(words.begin());
  std::vector<std::byte> value = bytes_of(words, shape_of(layout.value), map.value_size, "value");
  if (!context.kernel.maps.open(map)->lookup({}, value)) return no_entry(context, "the filter doesn't hold the value");
  print_entry(context, map, layout, {}, value, options.string_integers);
  return kDone;
}

int lookup(const EntryOptions& options, Context& context) {
  return with_map(context, options.object, [&](const model::Map& map) {
    const MapLayout layout = layout_of(context.kernel, map, options.layout);
    if (map.type == model::kBloomFilter) return ask_filter(options, context, map, layout);
    const EntryWords words = split_entry_words(options.words, map.key_size);
    if (!words.value.empty()) throw UsageError("'" + words.value[0] + "' is too much: lookup takes a key");
    const std::vector<std::byte> key = key_bytes(words.key, map, layout);
    std::vector<std::byte> value = value_room(context.kernel, map);
    if (!context.kernel.maps.open(map)->lookup(key, value)) return no_entry(context, "there is no such key");
    print_entry(context, map, layout, key, value, options.string_integers);
    return static_cast<int>(kDone);
  });
}

int next_key(const EntryOptions& options, Context& context) {
  return with_map(context, options.object, [&](const model::Map& map) {
    const MapLayout layout = layout_of(context.kernel, map, options.layout);
    const EntryWords words = split_entry_words(options.words, map.key_size);
    std::vector<std::byte> key;
    if (!words.key.empty()) key = key_bytes(words.key, map, layout);
    std::vector<std::byte> next(map.key_size);
    if (!context.kernel.maps.open(map)->next_key(key, next))
      return report_error(context, key.empty() ? "the map is empty" : "there is no key after this one", kNo);
    btf::Buffer buffer;
    render::append_next_key(key, next, shape_of(layout.key), context.globals.json, context.globals.pretty, buffer);
    context.out << buffer.text();
    return static_cast<int>(kDone);
  });
}

int peek_or_pop(const EntryOptions& options, Context& context, bool pop) {
  return with_map(context, options.object, [&](const model::Map& map) {
    if (map.key_size != 0) throw UsageError(model::with_article(map.type_name) + " has keys: use lookup and delete");
    const auto open = context.kernel.maps.open(map);
    std::vector<std::byte> value = value_room(context.kernel, map);
    if (!(pop ? open->take({}, value) : open->lookup({}, value))) return no_entry(context, "the map is empty");
    print_entry(context, map, layout_of(context.kernel, map, options.layout), {}, value, options.string_integers);
    return static_cast<int>(kDone);
  });
}

int peek(const EntryOptions& options, Context& context) { return peek_or_pop(options, context, false); }
int pop(const EntryOptions& options, Context& context) { return peek_or_pop(options, context, true); }

}  // namespace

void add_map_read_verbs(CLI::App& map, Invocation& chosen) {
  add_verb<EntryOptions>(map, chosen,
                         {.name = "lookup",
                          .alias = "",
                          .description = "Print the entry of a key",
                          .examples = "  bpflens map lookup counts 7\n"
                                      "  bpflens map lookup flows '{\"port\":53}'\n"
                                      "  bpflens map lookup id 12 key hex 07 00 00 00",
                          .declare = declare_key,
                          .run = lookup});
  add_verb<EntryOptions>(map, chosen,
                         {.name = "getnext",
                          .alias = "",
                          .description = "Print the key after one, or the first",
                          .examples = "  bpflens map getnext counts\n"
                                      "  bpflens map getnext counts 7",
                          .declare = declare_key,
                          .run = next_key});
  add_verb<EntryOptions>(map, chosen,
                         {.name = "peek",
                          .alias = "",
                          .description = "Print the next value of a queue or stack, which stays there",
                          .examples = "  bpflens map peek jobs",
                          .declare = declare_map,
                          .run = peek});
  add_verb<EntryOptions>(map, chosen,
                         {.name = "pop",
                          .alias = "dequeue",
                          .description = "Take the next value out of a queue or stack and print it",
                          .examples = "  bpflens map pop jobs\n"
                                      "  bpflens map dequeue id 12",
                          .declare = declare_map,
                          .run = pop});
}

}  // namespace bpflens::commands
