// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "map dump": entries go from the kernel's batches through one buffer to the output, whatever the map's size.
#include <fmt/core.h>

#include "commands/map/layout.hpp"
#include "commands/map/map.hpp"
#include "commands/select.hpp"
#include "commands/verb.hpp"
#include "render/map.hpp"

namespace bpflens::commands {
namespace {

constexpr std::size_t kWriteAt = 128 * 1024;

struct DumpOptions {
  std::string object;
};

void declare(CLI::App& app, DumpOptions& options) {
  app.add_option("MAP", options.object, "an id, a name or the path of a pin")->required();
}

void write_out(Context& context, btf::Buffer& buffer) {
  context.out.write(buffer.text().data(), static_cast<std::streamsize>(buffer.size()));
  buffer.clear();
}

// Everything the walk yields; returns how many entries could be read.
std::size_t dump_entries(Context& context, const render::EntryForm& form, kernel::Entries& entries) {
  const render::EntryWriter writer(form);
  const std::size_t value_size = writer.entry_value_size();
  btf::Buffer buffer;
  kernel::EntryBatch batch;
  std::size_t written = 0;
  std::size_t failed = 0;
  writer.begin_list(buffer);
  while (entries.next(batch))
    for (std::size_t i = 0; i < batch.count; ++i) {
      const int error = batch.errors.empty() ? 0 : batch.errors[i];
      if (written++ != 0) writer.between(buffer);
      writer.write({batch.keys + i * batch.key_stride, form.key_size},
                   {batch.values + i * batch.value_stride, value_size}, error, buffer);
      failed += error != 0;
      if (buffer.size() >= kWriteAt) write_out(context, buffer);
    }
  writer.end_list(written, written - failed, buffer);
  if (writer.writes_json() && form.indent <= 4) buffer.append("\n");
  write_out(context, buffer);
  return written;
}

int dump_one(Context& context, const model::Map& map, kernel::Entries& entries, std::size_t indent) {
  const MapLayout layout = layout_of(context.kernel, map);
  render::EntryForm form = entry_form(context.kernel, map, layout);
  form.json = context.globals.json;
  form.pretty = context.globals.pretty;
  form.indent = indent;
  dump_entries(context, form, entries);
  const std::string problem = entries.cut_short();
  if (problem.empty()) return kDone;
  context.err << fmt::format("bpflens: the dump of map {} is not complete: {}\n", map.id.value, problem);
  return kUndetermined;
}

// Each map's entries below what tells it from the others of its name.
int dump_several(Context& context, const std::vector<model::Map>& maps,
                 std::vector<std::unique_ptr<kernel::Entries>>& walks) {
  int code = kDone;
  const auto put = [&context](const std::string& text) {
    if (context.globals.json) context.out << text;
  };
  put("[");
  for (std::size_t i = 0; i < maps.size(); ++i) {
    if (i != 0) put(",");
    context.out << render::dump_heading(maps[i], context.globals.json, context.globals.pretty);
    code = std::max(code, dump_one(context, maps[i], *walks[i], context.globals.json ? 12 : 4));
    put(context.globals.pretty ? "\n    }" : "}");
  }
  put(context.globals.pretty ? "\n]\n" : "]\n");
  return code;
}

int run(const DumpOptions& options, Context& context) {
  const model::Selector wanted = selector(options.object);
  const std::vector<model::Map> maps = select_maps(context.kernel, wanted);
  if (maps.empty()) return report_error(context, not_found("map", wanted), kNo);
  std::vector<std::unique_ptr<kernel::Entries>> walks;  // all are begun before anything is written
  for (const model::Map& map : maps) walks.push_back(context.kernel.maps.entries(map));
  return maps.size() == 1 ? dump_one(context, maps[0], *walks[0], 4) : dump_several(context, maps, walks);
}

}  // namespace

void add_map_dump(CLI::App& map, Invocation& chosen) {
  add_verb<DumpOptions>(map, chosen,
                        {.name = "dump",
                         .alias = "",
                         .description = "Print a map's entries, by field where BTF describes them",
                         .examples = "  bpflens map dump counts\n"
                                     "  bpflens map dump /sys/fs/bpf/counts\n"
                                     "  bpflens -j map dump id 12 | jq '.[].formatted'",
                         .declare = declare,
                         .run = run});
}

}  // namespace bpflens::commands
