// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "map create": a new map, kept alive by a pin.
#include <fmt/core.h>

#include <charconv>
#include <cstdint>

#include "btf/blob.hpp"
#include "btf/declaration.hpp"
#include "btf/lookup.hpp"
#include "commands/map/map.hpp"
#include "commands/map/one_map.hpp"
#include "commands/verb.hpp"
#include "model/map_flags.hpp"
#include "model/map_types.hpp"
#include "model/names.hpp"

namespace bpflens::commands {
namespace {

struct CreateOptions {
  std::string path;
  std::string type;
  std::string flags;
  std::string inner;
  LayoutOptions layout;
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
  app.add_option("--key-type", options.layout.key_type, "what keys are, as C declares it; gives their size, too")
      ->type_name("TYPE");
  app.add_option("--value-type", options.layout.value_type,
                 "what values are, likewise; struct_ops: the kernel's type, 'struct bpf_struct_ops_...'")
      ->type_name("TYPE");
  app.add_option("--btf", options.layout.file, "an object or BTF file whose types may be named in them")
      ->type_name("FILE");
  app.add_option("--dev", request.device, "the network device to offload it to")->type_name("NIC");
}

std::uint32_t type_of(const std::string& word) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (error == std::errc() && end == word.data() + word.size()) return number;
  if (const auto known = model::value_of(model::map_type_names(), word)) return *known;
  std::string all;
  for (const std::string_view name : model::map_type_names().subspan(1)) {
    if (!all.empty()) all += ", ";
    all += name;
  }
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

bool is_storage(std::uint32_t type) {
  return type == model::kSkStorage || type == model::kInodeStorage || type == model::kTaskStorage ||
         type == model::kCgrpStorage;
}

void size_by_type(const std::string& what, const std::optional<btf::Shape>& shape, std::uint32_t& size) {
  if (!shape) return;
  if (size != 0 && size != shape->top().size)
    throw UsageError(fmt::format("--{0}-type has {1} bytes, --{0}-size says {2}", what, shape->top().size, size));
  size = static_cast<std::uint32_t>(shape->top().size);
}

// What the kernel wants to be told of, where nothing was said: bytes without a meaning.
std::string plain_key(const kernel::MapRequest& request) {
  if (request.type == model::kLpmTrie)
    return fmt::format("struct lpm_key {{ u32 prefixlen; u8 data[{}]; }}", request.key_size - sizeof(std::uint32_t));
  if (is_storage(request.type)) return "int";
  return request.key_size == 4 ? "u32" : fmt::format("u8[{}]", request.key_size);
}

btf::Shape plain(const std::string& text) { return *btf::declared(text, nullptr).shape; }

// The types that the map is told of: those declared, and for storages, which must have some, any.
void add_types(const CreateOptions& options, kernel::MapRequest& request) {
  MapLayout layout = declared_layout(options.layout);
  size_by_type("key", layout.key, request.key_size);
  size_by_type("value", layout.value, request.value_size);
  if (!layout.key && !layout.value && !is_storage(request.type)) return;
  const bool has_key = request.key_size > (request.type == model::kLpmTrie ? sizeof(std::uint32_t) : 0);
  if (!layout.key && has_key) layout.key = plain(plain_key(request));
  if (!layout.value && request.value_size != 0) layout.value = plain(fmt::format("u8[{}]", request.value_size));
  auto blob = btf::blob_of(shape_of(layout.key), shape_of(layout.value));
  if (!blob) throw UsageError("BTF has no words for these types");
  request.btf = std::move(blob->bytes);
  request.btf_key_type = blob->key;
  request.btf_value_type = blob->value;
}

// Values of struct_ops maps are the kernel's own.
void add_kernel_type(const CreateOptions& options, kernel::Kernel& kernel, kernel::MapRequest& request) {
  const auto blob = kernel.types.vmlinux();
  const auto types = blob ? btf::Types::parse(*blob) : std::nullopt;
  if (!types) throw UsageError("this kernel has no BTF to look " + options.layout.value_type + " up in");
  const auto id = btf::find_type(*types, options.layout.value_type);
  const auto resolved = id ? btf::resolve(*types, *id) : btf::Resolved{};
  if (!resolved.shape) throw UsageError("this kernel has no type '" + options.layout.value_type + "'");
  request.btf_vmlinux_value_type = *id;
  // The kernel wants some BTF of the map's own beside it (map_create in kernel/bpf/syscall.c).
  const btf::Shape key = plain("u32");
  request.btf = btf::blob_of(&key, nullptr)->bytes;
  size_by_type("value", resolved.shape, request.value_size);
}

// What a type can't be without is given to it.
void add_necessities(kernel::MapRequest& request) {
  if (request.type == model::kLpmTrie || is_storage(request.type)) request.flags |= *model::map_flag("no_prealloc");
  if (request.type == model::kArena) request.flags |= *model::map_flag("mmapable");
  if (is_storage(request.type) && request.key_size == 0) request.key_size = sizeof(std::int32_t);
}

int run(const CreateOptions& options, Context& context) {
  kernel::MapRequest request = options.request;
  request.type = type_of(options.type);
  request.flags = flags_of(options.flags);
  add_necessities(request);
  if (request.type == model::kStructOps && !options.layout.value_type.empty())
    add_kernel_type(options, context.kernel, request);
  else
    add_types(options, request);
  if (request.name.empty()) request.name = model::object_name(options.path);
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
                   "  bpflens map create /sys/fs/bpf/x type lpm_trie key 8 value 4 entries 64 name x flags 1\n"
                   "  bpflens map create /sys/fs/bpf/flows --type hash --entries 1024 \\\n"
                   "      --key-type 'struct { u32 ip; u16 port; u16 protocol; }' --value-type 'struct { u64 bytes; }'",
       .declare = declare,
       .run = run});
}

}  // namespace bpflens::commands
