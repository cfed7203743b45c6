// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "btf dump": the types themselves, one by one or as a header of C.
#include <algorithm>
#include <array>

#include "btf/c_header.hpp"
#include "btf/listing.hpp"
#include "btf/lookup.hpp"
#include "commands/btf/btf.hpp"
#include "commands/files.hpp"
#include "commands/select.hpp"
#include "commands/verb.hpp"
#include "kernel/error.hpp"
#include "object/elf_image.hpp"
#include "render/escape.hpp"

namespace bpflens::commands {
namespace {

struct DumpOptions {
  std::string source;
  std::string of;
  std::string part;
  std::string format = "raw";
};

void declare(CLI::App& app, DumpOptions& options) {
  app.add_option("SOURCE", options.source,
                 "kernel (the default), file FILE, map MAP, prog PROGRAM, or the id of BTF that the kernel holds");
  app.add_option("OF", options.of, "which file, map or program");
  app.add_option("PART", options.part, "of a map: its key's types, its value's, both, or all of its BTF")
      ->check(CLI::IsMember({"key", "value", "kv", "all"}));
  app.add_option("--format", options.format, "raw: type by type; c: a header; json: type by type, as JSON")
      ->check(CLI::IsMember({"raw", "c", "json"}))
      ->type_name("FORMAT");
}

// Types, the ones asked for (all when empty), or why there are none.
struct Found {
  std::optional<btf::Types> types;
  std::vector<std::uint32_t> roots;
  std::string problem;
  ExitCode code = kDone;
};

Found none(std::string problem, ExitCode code = kNo) { return {std::nullopt, {}, std::move(problem), code}; }

Found parsed(std::span<const std::byte> blob, const std::string& what) {
  Found found;
  found.types = btf::Types::parse(blob);
  if (!found.types)
    return none("the BTF of " + what + " is damaged, or part of another (a kernel module's needs the kernel's)",
                kRefused);
  return found;
}

Found of_kernel(Context& context) {
  const auto blob = context.kernel.types.vmlinux();
  if (!blob) return none("this kernel tells no types: it was built without CONFIG_DEBUG_INFO_BTF");
  return parsed(*blob, "the kernel");
}

Found of_id(std::uint32_t id, const std::string& what, Context& context) {
  const auto blob = context.kernel.types.blob({id});
  if (!blob) return none("no BTF with id " + std::to_string(id));
  return parsed(*blob, what);
}

// BTF alone, or a compiled object with BTF in it.
Found of_file(const std::string& path, Context&) {
  constexpr std::size_t kLargest = 256 << 20;
  const FileBytes read = read_file(path, kLargest);
  if (!read.error.empty()) return none(read.error, read.code);
  const auto magic = object::record_at<std::array<char, SELFMAG>>(read.bytes, 0);
  if (!magic || !std::equal(magic->begin(), magic->end(), ELFMAG)) return parsed(read.bytes, path);
  const auto image = object::Image::read(read.bytes);
  if (const auto* problem = std::get_if<object::Problem>(&image))
    return none(kernel::message(
                    {.operation = "read", .subject = path, .cause = problem->cause, .next_step = problem->next_step}),
                kRefused);
  const object::Section* section = std::get<object::Image>(image).section(".BTF");
  if (section == nullptr) return none(path + " has no BTF: compile it with -g");
  return parsed(section->bytes, path);
}

Found of_program(const std::string& text, Context& context) {
  const model::Selector wanted = selector(text);
  const auto programs = select_programs(context.kernel, wanted);
  if (programs.empty()) return none(not_found("program", wanted));
  if (programs.size() > 1) throw UsageError("several programs match '" + wanted.text + "': give the id of one");
  if (!programs[0].btf_id) return none("program " + std::to_string(programs[0].id.value) + " has no BTF");
  return of_id(programs[0].btf_id->value, "program " + std::to_string(programs[0].id.value), context);
}

std::vector<std::uint32_t> parts_of(const model::Map& map, const std::string& part) {
  std::vector<std::uint32_t> roots;
  const bool all = part == "all";
  if (!all && part != "value" && map.btf_key_type != 0) roots.push_back(map.btf_key_type);
  if (!all && part != "key" && map.btf_value_type != 0) roots.push_back(map.btf_value_type);
  return roots;
}

Found of_map(const std::string& text, const std::string& part, Context& context) {
  const model::Selector wanted = selector(text);
  const auto maps = select_maps(context.kernel, wanted);
  if (maps.empty()) return none(not_found("map", wanted));
  if (maps.size() > 1) throw UsageError("several maps match '" + wanted.text + "': give the id of one");
  if (!maps[0].btf_id) return none("map " + std::to_string(maps[0].id.value) + " has no BTF");
  Found found = of_id(maps[0].btf_id->value, "map " + std::to_string(maps[0].id.value), context);
  found.roots = parts_of(maps[0], part);
  if (found.types) std::erase_if(found.roots, [&](std::uint32_t id) { return id > btf::type_count(*found.types); });
  return found;
}

Found find(const DumpOptions& options, Context& context) {
  const std::string& source = options.source;
  const bool needs_more = source == "file" || source == "map" || source == "prog";
  if (needs_more && options.of.empty()) throw UsageError("which " + source + "? (see bpflens help btf dump)");
  if (!needs_more && !options.of.empty()) throw UsageError("'" + options.of + "' is one word too many");
  if (!options.part.empty() && source != "map") throw UsageError("only maps have a key and a value");
  if (source == "file") return of_file(options.of, context);
  if (source == "map") return of_map(options.of, options.part, context);
  if (source == "prog") return of_program(options.of, context);
  if (source.empty() || source == "kernel") return of_kernel(context);
  const auto wanted = model::parse_selector(source);
  if (!wanted || wanted->by != model::Selector::By::id)
    throw UsageError("'" + source + "' names no BTF: give kernel, file FILE, map MAP, prog PROGRAM or an id");
  return of_id(wanted->id, "id " + wanted->text, context);
}

std::vector<std::uint32_t> listed_ids(const Found& found) {
  if (!found.roots.empty()) return found.roots;
  std::vector<std::uint32_t> all(btf::type_count(*found.types));
  for (std::uint32_t i = 0; i < all.size(); ++i) all[i] = i + 1;
  return all;
}

// Kernels have more than a hundred thousand types: one at a time.
void write_json(const Found& found, Context& context) {
  const auto to_json = [&found](std::uint32_t id) { return btf::listed(*found.types, id); };
  if (context.globals.pretty) {
    render::Json types = render::Json::array();
    for (const std::uint32_t id : listed_ids(found)) types.push_back(to_json(id));
    return print_json(context, {{"types", types}});
  }
  std::string array = render::array_text(listed_ids(found), to_json, false);
  array.pop_back();
  context.out << "{\"types\":" << array << "}\n";
}

// Names in a file may hold anything: only tabs that begin a line and its end are ours.
void write_lines(std::string_view text, Context& context) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    const std::size_t tabs = std::min(line.find_first_not_of('\t'), line.size());
    context.out << line.substr(0, tabs) << render::printable(line.substr(tabs)) << '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

int write_header(const DumpOptions& options, const Found& found, Context& context) {
  const btf::CHeader header = btf::c_header(*found.types, found.roots);
  if (!header.problem.empty())
    return report_error(context,
                        "cannot write " + (options.of.empty() ? "these types" : "the types of " + options.of) +
                            " as C: " + header.problem,
                        kRefused);
  if (context.globals.json)
    print_json(context, {{"c", header.text}});
  else
    write_lines(header.text, context);
  return kDone;
}

int run(const DumpOptions& options, Context& context) {
  const Found found = find(options, context);
  if (!found.types) return report_error(context, found.problem, found.code);
  if (options.format == "c") return write_header(options, found, context);
  if (options.format == "json" || context.globals.json) {
    write_json(found, context);
    return kDone;
  }
  for (const std::uint32_t id : listed_ids(found))
    write_lines(btf::listed_text(btf::listed(*found.types, id)), context);
  return kDone;
}

}  // namespace

void add_btf_dump(CLI::App& btf, Invocation& chosen) {
  add_verb<DumpOptions>(btf, chosen,
                        {.name = "dump",
                         .alias = "",
                         .description = "Show types, one by one or as a header of C",
                         .examples = "  bpflens btf dump --format c > vmlinux.h\n"
                                     "  bpflens btf dump file filter.o\n"
                                     "  bpflens btf dump map counts value --format c\n"
                                     "  bpflens -j btf dump id 12 | jq '.types[] | select(.kind == \"STRUCT\").name'",
                         .declare = declare,
                         .run = run,
                         .paged = true});
}

}  // namespace bpflens::commands
