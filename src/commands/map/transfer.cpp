// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "map export" and "map import": entries as JSON lines, in batches both ways.
#include <fmt/core.h>

#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <fstream>

#include "commands/map/map.hpp"
#include "commands/map/one_map.hpp"
#include "commands/map/progress.hpp"
#include "commands/map/record.hpp"
#include "commands/verb.hpp"
#include "model/map_types.hpp"
#include "model/names.hpp"

namespace bpflens::commands {
namespace {

constexpr std::size_t kWriteRecordsAt = 128 * 1024;
constexpr std::size_t kRecordsAtOnce = 4096;

struct ExportOptions {
  std::string object;
  LayoutOptions layout;
  bool string_integers = false;
};

struct ImportOptions {
  std::string object;
  std::string path = "/dev/stdin";
  bool replace = false;
  bool dry_run = false;
  LayoutOptions layout;
};

void declare_export(CLI::App& app, ExportOptions& options) {
  app.add_option("MAP", options.object, "an id, a name or the path of a pin")->required();
  declare_layout(app, options.layout);
  declare_string_integers(app, options.string_integers);
}

void declare_import(CLI::App& app, ImportOptions& options) {
  app.add_option("MAP", options.object, "an id, a name or the path of a pin")->required();
  app.add_option("FILE", options.path, "JSON lines as map export writes them; standard input if left out");
  app.add_flag("--replace", options.replace, "remove what is in the map first");
  app.add_flag("--dry-run", options.dry_run, "check every record, change nothing");
  declare_layout(app, options.layout);
}

RecordForm record_form(kernel::Kernel& kernel, const model::Map& map, const MapLayout& layout) {
  return {.key_size = map.key_size,
          .value_size = map.value_size,
          .cpus = model::is_per_cpu(map.type) ? kernel.maps.possible_cpus() : 0,
          .key = shape_of(layout.key),
          .value = shape_of(layout.value)};
}

int export_entries(const ExportOptions& options, Context& context) {
  return with_map(context, options.object, [&](const model::Map& map) {
    const MapLayout layout = layout_of(context.kernel, map, options.layout);
    RecordForm form = record_form(context.kernel, map, layout);
    form.string_integers = options.string_integers;
    const RecordWriter writer(form);
    const auto entries = context.kernel.maps.entries(map);
    Progress progress = progress_beside_output(context);
    std::uint64_t written = 0;
    btf::Buffer buffer;
    kernel::EntryBatch batch;
    const auto write_out = [&] {
      context.out.write(buffer.text().data(), static_cast<std::streamsize>(buffer.size()));
      buffer.clear();
    };
    while (entries->next(batch))
      for (std::size_t i = 0; i < batch.count; ++i) {
        if (!batch.errors.empty() && batch.errors[i] != 0) continue;  // an empty slot is no entry
        writer.write({batch.keys + i * batch.key_stride, form.key_size},
                     {batch.values + i * batch.value_stride, form.whole_value()}, buffer);
        ++written;
        if (buffer.size() < kWriteRecordsAt) continue;
        write_out();
        progress.tell(0, written);
      }
    write_out();
    progress.clear();
    return report_walk(context, map, *entries, "export");
  });
}

// Records on their way into a map. What the kernel has taken is counted, so that a failure can tell.
class Import {
 public:
  Import(Context& context, const model::Map& map, const RecordForm& form)
      : context_(context), map_(map), form_(form), reader_(form), open_(context.kernel.maps.open(map)) {}

  // Returns what is wrong with the line.
  std::string add(const std::string& line) {
    keys_.resize((pending_ + 1) * form_.key_size);
    values_.resize((pending_ + 1) * form_.whole_value());
    const auto key = std::span(keys_).subspan(pending_ * form_.key_size);
    const auto value = std::span(values_).subspan(pending_ * form_.whole_value());
    std::string problem = reader_.read(line, key, value);
    if (problem.empty()) ++pending_;
    return problem;
  }

  std::size_t pending() const { return pending_; }
  std::size_t applied() const { return applied_; }
  void forget() { pending_ = 0; }

  // Hands over what has gathered. Throws when the kernel refuses a record, after those before it.
  void apply() {
    std::size_t done = 0;
    if (!model::is_map_of_maps(map_.type) && !model::holds_programs(map_.type))
      done = open_->update_many(std::span(keys_).first(pending_ * form_.key_size),
                                std::span(values_).first(pending_ * form_.whole_value()), pending_);
    applied_ += done;
    for (; done < pending_; ++done, ++applied_) put(done);
    pending_ = 0;
  }

  void clear() {
    const auto entries = context_.kernel.maps.entries(map_);
    kernel::EntryBatch batch;
    while (entries->next(batch))
      for (std::size_t i = 0; i < batch.count; ++i) open_->remove({batch.keys + i * batch.key_stride, form_.key_size});
  }

 private:
  // One by one: what isn't bytes, and what a batch stopped at, whose error is told here.
  void put(std::size_t i) {
    const auto key = std::span<const std::byte>(keys_).subspan(i * form_.key_size, form_.key_size);
    const auto value = std::span<const std::byte>(values_).subspan(i * form_.whole_value(), form_.whole_value());
    const bool of_maps = model::is_map_of_maps(map_.type);
    if (!of_maps && !model::holds_programs(map_.type)) return open_->update(key, value, kernel::UpdateMode::any);
    std::uint32_t id = 0;
    std::copy_n(value.begin(), std::min(value.size(), sizeof id), std::as_writable_bytes(std::span(&id, 1)).begin());
    open_->update(key, {of_maps ? model::ObjectKind::map : model::ObjectKind::program, id}, kernel::UpdateMode::any);
  }

  Context& context_;
  const model::Map& map_;
  const RecordForm& form_;
  RecordReader reader_;
  std::unique_ptr<kernel::OpenMap> open_;
  std::vector<std::byte> keys_;
  std::vector<std::byte> values_;
  std::size_t pending_ = 0;
  std::size_t applied_ = 0;
};

// Says on standard error how far an import came if it ends by an exception.
class ProgressReport {
 public:
  ProgressReport(std::ostream& err, const Import& import) : err_(err), import_(import) {}
  ~ProgressReport() {
    if (!finished_) err_ << fmt::format("bpflens: {} records were imported before\n", import_.applied());
  }
  void finished() { finished_ = true; }

 private:
  std::ostream& err_;
  const Import& import_;
  bool finished_ = false;
};

// 0 for what is no file.
std::uint64_t file_size(const std::string& path) {
  std::error_code problem;
  if (!std::filesystem::is_regular_file(path, problem)) return 0;
  const auto size = std::filesystem::file_size(path, problem);
  return problem ? 0 : size;
}

int report_unread(Context& context, const std::string& path, int error) {
  return report_error(context, kernel::message({.operation = "read", .subject = path, .error = error}), kRefused);
}

// With --replace the map is emptied only when all records are known to be good, so they are all held.
int import_lines(const ImportOptions& options, Context& context, Import& import, std::istream& lines) {
  const bool hold = options.replace && !options.dry_run;
  ProgressReport report(context.err, import);
  Progress progress(context.err, context.kernel.host.error_on_terminal(), "records", file_size(options.path));
  std::uint64_t read = 0;
  std::size_t number = 0;
  std::size_t good = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    read += line.size() + 1;
    if (number % kRecordsAtOnce == 0) progress.tell(read, number);
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    const std::string problem = import.add(line);
    if (!problem.empty()) {
      progress.clear();
      if (!hold && !options.dry_run) import.apply();
      report.finished();
      return report_error(
          context,
          fmt::format("{}, line {}: {}; {} records were imported", options.path, number, problem, import.applied()),
          kRefused);
    }
    ++good;
    if (options.dry_run) import.forget();
    if (!hold && import.pending() == kRecordsAtOnce) import.apply();
  }
  if (lines.bad()) return report_unread(context, options.path, errno);
  if (hold) import.clear();
  if (!options.dry_run) import.apply();
  report.finished();
  progress.clear();
  if (context.globals.json) {
    print_json(context, {{"records", good}, {"imported", import.applied()}, {"dry_run", options.dry_run}});
  } else {
    context.out << fmt::format("{} records {}\n", good, options.dry_run ? "are good" : "imported");
  }
  return kDone;
}

int import_entries(const ImportOptions& options, Context& context) {
  return with_map(context, options.object, [&](const model::Map& map) {
    if (map.key_size == 0) throw UsageError(model::with_article(map.type_name) + " has no keys: use push");
    if (options.replace && (map.type == model::kArray || map.type == model::kPerCpuArray))
      throw UsageError("the entries of " + model::with_article(map.type_name) +
                       " can't be removed: leave out --replace");
    std::ifstream lines(options.path);
    if (!lines) return report_unread(context, options.path, errno);
    const MapLayout layout = layout_of(context.kernel, map, options.layout);
    const RecordForm form = record_form(context.kernel, map, layout);
    Import import(context, map, form);
    return import_lines(options, context, import, lines);
  });
}

}  // namespace

void add_map_transfer_verbs(CLI::App& map, Invocation& chosen) {
  add_verb<ExportOptions>(map, chosen,
                          {.name = "export",
                           .alias = "",
                           .description = "Write a map's entries as JSON lines, from which import makes them again",
                           .examples = "  bpflens map export counts > counts.jsonl\n"
                                       "  bpflens map export counts | jq -c 'select(.value > 10)'",
                           .declare = declare_export,
                           .run = export_entries});
  add_verb<ImportOptions>(map, chosen,
                          {.name = "import",
                           .alias = "",
                           .description = "Read entries from JSON lines into a map",
                           .examples = "  bpflens map import counts counts.jsonl\n"
                                       "  bpflens map export counts | bpflens map import other --replace",
                           .declare = declare_import,
                           .run = import_entries});
}

}  // namespace bpflens::commands
