// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "object extract": the objects that a program carries in itself, listed or written as files.
#include <fmt/core.h>

#include "commands/files.hpp"
#include "commands/object/object.hpp"
#include "commands/verb.hpp"
#include "object/contents.hpp"
#include "object/embedded.hpp"
#include "render/escape.hpp"
#include "render/table.hpp"

namespace bpflens::commands {
namespace {

constexpr std::size_t kLargestProgram = 256 << 20;

struct ExtractOptions {
  std::string file;
  std::string directory;
  bool force = false;
};

struct Extracted {
  object::EmbeddedObject place;
  std::vector<std::string> programs;
  std::string file;  // where it was written; empty: nowhere
};

void declare(CLI::App& app, ExtractOptions& options) {
  app.add_option("FILE", options.file, "the program; - for standard input")->required()->type_name("FILE");
  app.add_option("DIRECTORY", options.directory, "where to write the objects; without it they are only listed")
      ->type_name("DIRECTORY");
  app.add_flag("--force", options.force, "replace files that are there");
}

std::vector<std::string> programs_in(object::Bytes bytes) {
  const auto image = object::Image::read(bytes);
  if (!std::holds_alternative<object::Image>(image)) return {};
  const auto contents = object::read_contents(std::get<object::Image>(image));
  std::vector<std::string> names;
  if (const auto* file = std::get_if<model::ObjectFile>(&contents))
    for (const model::ObjectFunction& function : file->functions)
      if (function.is_program) names.push_back(function.name);
  return names;
}

// "opensnoop.bpf.o", or "opensnoop-2.bpf.o" where there are several.
std::string file_name(const ExtractOptions& options, std::size_t number, std::size_t count) {
  const std::string base = options.file == "-" ? "stdin" : options.file.substr(options.file.rfind('/') + 1);
  return options.directory + "/" + base + (count == 1 ? "" : "-" + std::to_string(number + 1)) + ".bpf.o";
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text.empty() ? "-" : text;
}

void report(const std::vector<Extracted>& all, Context& context) {
  if (context.globals.json) {
    render::Json array = render::Json::array();
    for (const Extracted& each : all) {
      array.push_back({{"offset", each.place.offset}, {"size", each.place.size}, {"programs", each.programs}});
      if (!each.file.empty()) array.back()["file"] = each.file;
    }
    print_json(context, array);
    return;
  }
  render::Table table({{"OFFSET", render::Align::right}, {"SIZE", render::Align::right}, {"WRITTEN TO"}, {"PROGRAMS"}});
  for (const Extracted& each : all)
    table.add({std::to_string(each.place.offset), std::to_string(each.place.size),
               each.file.empty() ? "-" : render::printable(each.file), render::printable(joined(each.programs))});
  print_table(context, table);
}

int extract(const ExtractOptions& options, Context& context) {
  const auto stop = context.kernel.processes.catch_stop();  // nothing half-written stays behind
  const FileBytes whole = read_file(options.file, kLargestProgram);
  if (!whole.error.empty()) return report_error(context, whole.error, whole.code);
  const auto found = object::embedded_objects(whole.bytes);
  if (found.empty()) return report_error(context, "there is no BPF object inside " + options.file, kNo);
  std::vector<Extracted> all;
  for (const object::EmbeddedObject& place : found) {
    const auto bytes = object::Bytes(whole.bytes).subspan(place.offset, place.size);
    Extracted each{.place = place, .programs = programs_in(bytes), .file = ""};
    if (!options.directory.empty()) {
      each.file = file_name(options, all.size(), found.size());
      const std::string problem = write_new_file(each.file, bytes, options.force, context);
      if (!problem.empty()) return report_error(context, problem, kRefused);
    }
    all.push_back(std::move(each));
  }
  report(all, context);
  return kDone;
}

}  // namespace

void add_object_extract(CLI::App& object, Invocation& chosen) {
  add_verb<ExtractOptions>(object, chosen,
                           {.name = "extract",
                            .alias = "",
                            .description = "List or write the objects that a program carries in itself",
                            .examples = "  bpflens object extract /usr/sbin/opensnoop\n"
                                        "  bpflens object extract /usr/sbin/opensnoop . && bpflens object show "
                                        "opensnoop.bpf.o",
                            .declare = declare,
                            .run = extract});
}

}  // namespace bpflens::commands
