// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "object upgrade": writes what loading would make of an old object, for other tools to load.
#include "object/upgrade.hpp"

#include "commands/files.hpp"
#include "commands/object/object.hpp"
#include "commands/verb.hpp"
#include "kernel/error.hpp"
#include "render/escape.hpp"

namespace bpflens::commands {
namespace {

constexpr std::size_t kLargestObject = 256 << 20;

struct UpgradeOptions {
  std::string from;
  std::string to;
  bool force = false;
};

void declare(CLI::App& app, UpgradeOptions& options) {
  app.add_option("OLD", options.from, "the compiled object; - for standard input")->required()->type_name("FILE");
  app.add_option("NEW", options.to, "the file to write; - for standard output")->required()->type_name("FILE");
  app.add_flag("--force", options.force, "replace NEW if it is there");
}

int cannot_upgrade(const std::string& path, const object::Problem& problem, Context& context) {
  return report_error(
      context,
      kernel::message(
          {.operation = "upgrade", .subject = path, .cause = problem.cause, .next_step = problem.next_step}),
      kRefused);
}

render::Json document(const std::string& file, const object::Upgrade& upgrade) {
  render::Json maps = render::Json::array();
  for (const object::UpgradedMap& map : upgrade.maps) {
    maps.push_back({{"name", map.name}});
    if (!map.pin.empty()) maps.back()["pin"] = map.pin;
  }
  render::Json sections = render::Json::array();
  for (const auto& [from, to] : upgrade.sections) sections.push_back({{"from", from}, {"to", to}});
  return {{"file", file}, {"upgraded", !upgrade.file.empty()}, {"maps", maps}, {"sections", sections}};
}

void report(const UpgradeOptions& options, const object::Upgrade& upgrade, Context& context) {
  if (context.globals.json && options.to != "-") {
    print_json(context, document(options.to, upgrade));
    return;
  }
  std::string done = object::summary(upgrade);
  if (done.empty()) done = "nothing to upgrade: it is the same as " + options.from;
  std::ostream& stream = options.to == "-" ? context.err << "bpflens: " : context.out;
  stream << render::printable(options.to + ": " + done) << std::endl;
}

int upgrade(const UpgradeOptions& options, Context& context) {
  const auto stop = context.kernel.processes.catch_stop();  // nothing half-written stays behind
  const FileBytes old = read_file(options.from, kLargestObject);
  if (!old.error.empty()) return report_error(context, old.error, old.code);
  const auto read = object::Image::read(old.bytes);
  if (const auto* problem = std::get_if<object::Problem>(&read)) return cannot_upgrade(options.from, *problem, context);
  const auto result = object::upgrade(std::get<object::Image>(read));
  if (const auto* problem = std::get_if<object::Problem>(&result))
    return cannot_upgrade(options.from, *problem, context);
  const auto& upgraded = std::get<object::Upgrade>(result);
  const auto& bytes = upgraded.file.empty() ? old.bytes : upgraded.file;
  const std::string problem = write_new_file(options.to, bytes, options.force, context);
  if (!problem.empty()) return report_error(context, problem, kRefused);
  report(options, upgraded, context);
  return kDone;
}

}  // namespace

void add_object_upgrade(CLI::App& object, Invocation& chosen) {
  add_verb<UpgradeOptions>(object, chosen,
                           {.name = "upgrade",
                            .alias = "",
                            .description = "Write an old object anew, for tools that load only what libbpf 1.x does",
                            .examples = "  bpflens object upgrade old.o new.o\n"
                                        "  bpflens object upgrade old.o new.o && bpftool prog load new.o /sys/fs/bpf/x",
                            .declare = declare,
                            .run = upgrade});
}

}  // namespace bpflens::commands
