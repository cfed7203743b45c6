// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "map dump": entries go from the kernel's batches through one buffer to the output, whatever the map's size.
#include <fmt/core.h>

#include <algorithm>
#include <cstdint>

#include "btf/filter.hpp"
#include "btf/reduction.hpp"
#include "commands/map/layout.hpp"
#include "commands/map/map.hpp"
#include "commands/map/one_map.hpp"
#include "commands/map/progress.hpp"
#include "commands/verb.hpp"
#include "render/map.hpp"

namespace bpflens::commands {
namespace {

constexpr std::size_t kWriteAt = 128 * 1024;

struct DumpOptions {
  std::string object;
  std::string where;
  std::optional<std::size_t> limit;
  std::optional<std::size_t> cpu;
  bool sum = false;
  bool greatest = false;
  bool keys_only = false;
  bool string_integers = false;
  LayoutOptions layout;

  bool one_value() const { return cpu || sum || greatest; }
};

void declare(CLI::App& app, DumpOptions& options) {
  app.add_option("MAP", options.object, "an id, a name or the path of a pin")->required();
  app.add_option("--where", options.where,
                 "only entries for which this holds: 'value.count > 10 && key.port == 53' (== != < <= > >= && ||); on "
                 "per-CPU maps for some CPU's value, or the one of --cpu, --sum, --max")
      ->type_name("CONDITION");
  app.add_option("--limit", options.limit, "stop after so many entries")->type_name("N");
  app.add_flag("--keys-only", options.keys_only, "leave the values out");
  auto* cpu = app.add_option("--cpu", options.cpu, "per-CPU maps: only this CPU's values")->type_name("N");
  auto* sum = app.add_flag("--sum", options.sum, "per-CPU maps: add up the CPUs' numbers")->excludes(cpu);
  app.add_flag("--max", options.greatest, "per-CPU maps: the greatest of the CPUs' numbers")
      ->excludes(cpu)
      ->excludes(sum);
  declare_layout(app, options.layout);
  declare_string_integers(app, options.string_integers);
}

// The one value that is wanted of all CPUs' values.
class OneValue {
 public:
  OneValue(const DumpOptions& options, const render::EntryForm& form)
      : options_(options),
        form_(form),
        stride_((form.value_size + 7) / 8 * 8),
        reduction_(form.value, form.value_size, options.sum ? btf::Reduce::sum : btf::Reduce::greatest),
        result_(form.value_size) {
    if (form.cpus == 0) throw UsageError("--cpu, --sum and --max are for per-CPU maps");
    if (options.cpu && *options.cpu >= form.cpus)
      throw UsageError(fmt::format("there is no CPU {}: the last one is {}", *options.cpu, form.cpus - 1));
    if (!options.cpu && !reduction_.has_numbers()) throw UsageError("the values have no numbers to reduce");
  }

  std::span<const std::byte> of(std::span<const std::byte> values) {
    if (options_.cpu) return values.subspan(*options_.cpu * stride_, form_.value_size);
    reduction_.apply(values, stride_, result_);
    return result_;
  }

 private:
  const DumpOptions& options_;
  render::EntryForm form_;
  std::size_t stride_;
  btf::Reduction reduction_;
  std::vector<std::byte> result_;
};

void write_out(Context& context, btf::Buffer& buffer) {
  context.out.write(buffer.text().data(), static_cast<std::streamsize>(buffer.size()));
  buffer.clear();
}

// Which entries are wanted. Without a condition all are.
class Wanted {
 public:
  Wanted(const std::string& condition, const render::EntryForm& form) : form_(form) {
    if (condition.empty()) return;
    auto compiled = btf::Filter::compile(condition, form.key, form.value);
    if (!compiled.filter) throw UsageError("--where: " + compiled.problem);
    filter_ = std::move(compiled.filter);
  }

  bool holds(std::span<const std::byte> key, std::span<const std::byte> value, int error) const {
    if (!filter_) return true;
    if (error != 0) return false;
    if (form_.cpus == 0) return filter_->matches(key, value);
    const std::size_t stride = (form_.value_size + 7) / 8 * 8;
    for (std::size_t cpu = 0; cpu < form_.cpus; ++cpu)
      if (filter_->matches(key, value.subspan(cpu * stride, form_.value_size))) return true;
    return false;
  }

 private:
  render::EntryForm form_;
  std::optional<btf::Filter> filter_;
};

void dump_entries(Context& context, const DumpOptions& options, render::EntryForm form, kernel::Entries& entries) {
  const std::size_t value_size = render::EntryWriter(form).entry_value_size();
  std::optional<OneValue> one_value;
  if (options.one_value()) one_value.emplace(options, form);
  if (one_value) form.cpus = 0;
  const render::EntryWriter writer(form);
  const Wanted wanted(options.where, form);
  const std::size_t limit = options.limit.value_or(SIZE_MAX);
  btf::Buffer buffer;
  kernel::EntryBatch batch;
  std::size_t written = 0;
  std::size_t failed = 0;
  std::uint64_t read = 0;
  Progress progress = progress_beside_output(context);
  writer.begin_list(buffer);
  while (written < limit && entries.next(batch)) {
    for (std::size_t i = 0; i < batch.count && written < limit; ++i) {
      const int error = batch.errors.empty() ? 0 : batch.errors[i];
      const std::span key(batch.keys + i * batch.key_stride, form.key_size);
      std::span value(batch.values + i * batch.value_stride, value_size);
      if (one_value) value = one_value->of(value);
      if (!wanted.holds(key, value, error)) continue;
      if (written++ != 0) writer.between(buffer);
      writer.write(key, value, error, buffer);
      failed += error != 0;
      if (buffer.size() >= kWriteAt) write_out(context, buffer);
    }
    read += batch.count;
    progress.tell(0, read);
  }
  progress.clear();
  writer.end_list(written, written - failed, buffer);
  if (writer.writes_json() && form.indent <= 4) buffer.append("\n");
  write_out(context, buffer);
}

int dump_one(Context& context, const DumpOptions& options, const model::Map& map, kernel::Entries& entries,
             std::size_t indent) {
  const MapLayout layout = layout_of(context.kernel, map, options.layout);
  render::EntryForm form = entry_form(context.kernel, map, layout);
  form.string_integers = options.string_integers;
  form.json = context.globals.json;
  form.pretty = context.globals.pretty;
  form.keys_only = options.keys_only;
  form.indent = indent;
  dump_entries(context, options, form, entries);
  return report_walk(context, map, entries, "dump");
}

// Each map's entries below what tells it from the others of its name.
int dump_several(Context& context, const DumpOptions& options, const std::vector<model::Map>& maps,
                 std::vector<std::unique_ptr<kernel::Entries>>& walks) {
  int code = kDone;
  const auto put = [&context](const std::string& text) {
    if (context.globals.json) context.out << text;
  };
  put("[");
  for (std::size_t i = 0; i < maps.size(); ++i) {
    if (i != 0) put(",");
    context.out << render::dump_heading(maps[i], context.globals.json, context.globals.pretty);
    code = std::max(code, dump_one(context, options, maps[i], *walks[i], context.globals.json ? 12 : 4));
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
  return maps.size() == 1 ? dump_one(context, options, maps[0], *walks[0], 4)
                          : dump_several(context, options, maps, walks);
}

struct CountOptions {
  std::string object;
};

void declare_count(CLI::App& app, CountOptions& options) {
  app.add_option("MAP", options.object, "an id, a name or the path of a pin")->required();
}

// Slots that nothing is in don't count.
int count(const CountOptions& options, Context& context) {
  return with_map(context, options.object, [&](const model::Map& map) {
    const auto entries = context.kernel.maps.entries(map);
    kernel::EntryBatch batch;
    std::size_t total = 0;
    Progress progress(context.err, context.kernel.host.error_on_terminal(), "entries", 0);
    while (entries->next(batch)) {
      total += batch.count - static_cast<std::size_t>(std::count_if(batch.errors.begin(), batch.errors.end(),
                                                                    [](int error) { return error != 0; }));
      progress.tell(0, total);
    }
    progress.clear();
    if (const std::string problem = entries->cut_short(); !problem.empty())
      return report_error(context, fmt::format("map {} could not be counted: {}", map.id.value, problem),
                          kUndetermined);
    if (context.globals.json) {
      print_json(context, {{"id", map.id.value}, {"entries", total}, {"max_entries", map.max_entries}});
    } else {
      context.out << total << "\n";
    }
    return static_cast<int>(kDone);
  });
}

}  // namespace

void add_map_dump(CLI::App& map, Invocation& chosen) {
  add_verb<CountOptions>(map, chosen,
                         {.name = "count",
                          .alias = "",
                          .description = "Count a map's entries",
                          .examples = "  bpflens map count flows",
                          .declare = declare_count,
                          .run = count});
  add_verb<DumpOptions>(map, chosen,
                        {.name = "dump",
                         .alias = "",
                         .description = "Print a map's entries, by field where BTF describes them",
                         .examples = "  bpflens map dump counts\n"
                                     "  bpflens map dump /sys/fs/bpf/counts --limit 10\n"
                                     "  bpflens map dump calls_per_cpu --sum --where 'value > 1000'\n"
                                     "  bpflens -j map dump id 12 | jq '.[].formatted'",
                         .declare = declare,
                         .run = run,
                         .paged = true});
}

}  // namespace bpflens::commands
