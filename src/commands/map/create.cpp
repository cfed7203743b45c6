// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "map create": a new map, kept alive by a pin.
#include <charconv>
#include <cstdint>

#include "commands/map/map.hpp"
#include "commands/map/one_map.hpp"
#include "commands/verb.hpp"
#include "model/map_flags.hpp"
#include "model/names.hpp"

namespace bpflens::commands {
namespace {

struct CreateOptions {
  std::string path;
  std::string type;
  std::string flags;
  std::string inner;
  kernel::MapRequest request;
};

void declare(CLI::App& app, CreateOptions& options) {
  kernel::MapRequest& request = options.request;
  app.add_option("FILE", options.path, "where it is pinned, on a bpffs")->required();
  app.add_option("--type", options.type, "hash, array, lpm_trie, ... or the number of a type")->required();
  app.add_option("--key-size", request.key_size, "bytes")->type_name("N");
  app.add_option("--value-size", request.value_size, "bytes")->type_name("N");
  app.add_option("--entries", request.max_entries, "the most there can be; ring buffers: bytes")->type_name("N");
  app.add_option("--name", request.name, "at most 15 characters; else the file's");
  app.add_option("--flags", options.flags, "a number, or words: no_prealloc,mmapable");
  app.add_option("--inner-map", options.inner, "maps of maps: a map like those it will hold")->type_name("MAP");
  app.add_option("--map-extra", request.map_extra, "bloom filters: the number of hashes; arenas: the address");
  app.add_option("--dev", request.device, "the network device to offload it to");
}

std::uint32_t type_of(const std::string& word) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (error == std::errc() && end == word.data() + word.size()) return number;
  if (const auto known = model::value_of(model::map_type_names(), word)) return *known;
  std::string all;
  for (const std::string_view name : model::map_type_names().subspan(1))
    all += (all.empty() ? "" : ", ") + std::string(name);
  throw UsageError("'" + word + "' is no map type: there are " + all);
}

std::uint32_t flags_of(const std::string& text) {
  std::uint32_t flags = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::string word = text.substr(begin, end - begin);
    begin = end + 1;
    std::uint32_t number = 0;
    const bool hex = word.starts_with("0x");
    const char* const digits = word.data() + (hex ? 2 : 0);
    const auto [stop, error] = std::from_chars(digits, word.data() + word.size(), number, hex ? 16 : 10);
    const bool is_number = error == std::errc() && stop == word.data() + word.size();
    const auto known = is_number ? std::optional(number) : model::map_flag(word);
    if (!known) throw UsageError("'" + word + "' is no map flag");
    flags |= *known;
  }
  return flags;
}

int run(const CreateOptions& options, Context& context) {
  kernel::MapRequest request = options.request;
  request.type = type_of(options.type);
  request.flags = flags_of(options.flags);
  if (request.name.empty()) request.name = options.path.substr(options.path.rfind('/') + 1).substr(0, 15);
  if (!options.inner.empty()) {
    const model::Selector wanted = selector(options.inner);
    const auto inner = one_map(context.kernel, wanted);
    if (!inner) return report_error(context, not_found("map", wanted), kNo);
    request.inner = inner->id;
  }
  const kernel::CreatedMap created = context.kernel.maps.create(request);
  context.kernel.pins.add({model::ObjectKind::map, created.map.id.value}, options.path);
  return done(context);
}

}  // namespace

void add_map_create(CLI::App& map, Invocation& chosen) {
  add_verb<CreateOptions>(
      map, chosen,
      {.name = "create",
       .alias = "",
       .description = "Make a map and pin it",
       .examples = "  bpflens map create /sys/fs/bpf/counts --type hash --key-size 4 --value-size 8 --entries 1024\n"
                   "  bpflens map create /sys/fs/bpf/x type lpm_trie key 8 value 4 entries 64 name x flags 1",
       .declare = declare,
       .run = run});
}

}  // namespace bpflens::commands
