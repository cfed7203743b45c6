// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "commands/prog/load_options.hpp"

#include "commands/prog/assign.hpp"
#include "commands/select.hpp"
#include "model/names.hpp"

namespace bpflens::commands {
namespace {

std::optional<kernel::SectionKind> kind_asked_for(const LoadOptions& options, Context& context) {
  if (options.type.empty()) return std::nullopt;
  if (const auto kind = context.kernel.loader.kind_of(options.type)) return kind;
  if (const auto type = model::value_of(model::program_type_names(), options.type))
    return kernel::SectionKind{*type, 0};
  throw UsageError("'" + options.type +
                   "' is neither a program type nor the start of a section name (see bpflens feature list prog_types)");
}

// Reads "counts=12", "name:counts=id:12", "idx:0=/sys/fs/bpf/x".
kernel::MapReuse map_reuse(const std::string& text, kernel::Kernel& kernel) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) throw UsageError("--map wants NAME=MAP or idx:N=MAP, not '" + text + "'");
  std::string which = text.substr(0, equals);
  kernel::MapReuse reuse;
  if (which.starts_with("idx:")) {
    const auto index = model::parse_selector(which.substr(4));
    if (!index || index->by != model::Selector::By::id) throw UsageError("'" + which + "' is no index: give idx:N");
    reuse.index = index->id;
  } else {
    reuse.name = which.starts_with("name:") ? which.substr(5) : which;
  }
  const model::Selector wanted = selector(text.substr(equals + 1));
  const auto found = select_maps(kernel, wanted);
  if (found.empty()) throw UsageError(not_found("map", wanted));
  if (found.size() > 1) throw UsageError("several maps match '" + wanted.text + "': give the id of one");
  reuse.with = found[0].id;
  return reuse;
}

void declare_lists(CLI::App& app, LoadOptions& options) {
  const auto list = [&app](const char* name, std::vector<std::string>& values, const char* type, const char* text) {
    app.add_option(name, values, text)->type_name(type)->allow_extra_args(false);
  };
  list("--map", options.maps, "NAME=MAP", "put a map of the kernel's in the place of one of the object's");
  list("--set", options.variables, "VAR=VALUE", "give a variable of the object another value, typed by its BTF");
  list("--only", options.only, "PROG", "load only this program of the object (repeatable)");
  list("--attach", options.targets, "[PROG=]TARGET",
       "attach, by type: a network interface (eth0, tc: eth0:egress), a control group's path, "
       "BINARY:SYMBOL, CATEGORY:TRACEPOINT, a network namespace's path");
}

}  // namespace

void declare_load(CLI::App& app, LoadOptions& options) {
  app.add_option("OBJECT", options.object, "the compiled object, a file")->required()->type_name("FILE");
  app.add_option("PATH", options.path, "where to pin; may be left out with --dry-run and --hold")->type_name("PATH");
  app.add_option("--type", options.type, "load as this type, whatever the section says: xdp, cgroup/connect4")
      ->type_name("TYPE");
  declare_lists(app, options);
  app.add_option("--pinmaps", options.map_directory, "pin every map in this directory")->type_name("DIR");
  app.add_option("--dev", options.device, "offload to this network interface")->type_name("NIC");
  app.add_flag("--autoattach", options.attach, "attach where the section says, and pin the link");
  app.add_flag("--replace", options.replace, "put the program in the place of the one that the link at PATH attaches");
  app.add_flag("--keep-going", options.keep_going, "load the others when a program is rejected");
  app.add_flag("--dry-run", options.dry_run, "have the kernel verify it, and keep nothing");
  app.add_flag("--hold", options.hold, "keep it loaded until Ctrl-C");
  app.add_option("--log-level", options.log_level, "of the verifier's log: 1, 2 (more), 4 (only figures), or a sum")
      ->type_name("N")
      ->check(CLI::Range(std::uint32_t{0}, std::uint32_t{7}));
  app.add_option("--log", options.log, "where the verifier's whole log goes; -: standard error")->type_name("FILE");
  app.add_flag("--parents", options.parents, "make the directories above");
  app.add_flag("--mount", options.mount, "mount what is missing: a bpffs for the pins, tracefs for tracepoints");
}

void declare_load_or_raw(CLI::App& app, LoadOptions& options) {
  declare_load(app, options);
  CLI::Option* raw = app.add_flag(
      "--raw", options.raw, "OBJECT is bare instructions, as --as raw writes them; without PATH they are only tried");
  app.add_option("--license", options.license, "what bare instructions are under: GPL, where helpers want it")
      ->type_name("LICENSE")
      ->needs(raw);
}

void check(const LoadOptions& options, bool all) {
  if (options.path.empty() && !options.dry_run && !options.hold)
    throw UsageError("give the path to pin at, or --hold to keep it loaded while bpflens runs, or --dry-run");
  if (options.replace && (all || options.path.empty() || options.attach || !options.targets.empty() || options.dry_run))
    throw UsageError("--replace is for prog load with the path of one pinned link, and attaches nothing else");
  if (options.dry_run && options.hold) throw UsageError("--dry-run keeps nothing, and --hold keeps it: give one");
  if (options.dry_run && (options.attach || !options.targets.empty()))
    throw UsageError("--dry-run attaches nothing: leave --attach out");
}

kernel::LoadRequest request_of(const LoadOptions& options, Context& context) {
  kernel::LoadRequest request{.path = options.object, .device = options.device, .mount_tracefs = options.mount};
  if (const auto kind = kind_asked_for(options, context)) {
    request.type = kind->type;
    request.attach_type = kind->attach_type;
  }
  for (const std::string& map : options.maps) request.reuse.push_back(map_reuse(map, context.kernel));
  if (!options.variables.empty())
    request.data = assign(context.kernel.loader.data_of(options.object), options.variables);
  request.only = options.only;
  request.keep_going = options.keep_going;
  request.log_level = options.log_level == 0 && !options.log.empty() ? 1 : options.log_level;
  if (!context.globals.json) request.detail = kernel::Detail::info;
  return request;
}

kernel::RawRequest raw_request_of(const LoadOptions& options, std::vector<std::byte> instructions, Context& context) {
  const kernel::SectionKind kind = kind_asked_for(options, context).value();
  kernel::RawRequest request{.name = options.object,
                             .instructions = std::move(instructions),
                             .type = kind.type,
                             .attach_type = kind.attach_type,
                             .license = options.license};
  for (const std::string& map : options.maps) request.reuse.push_back(map_reuse(map, context.kernel));
  return request;
}

// A name ends at the first '=' that comes before any character that no function's name has.
std::map<std::string, std::string> targets_of(const LoadOptions& options) {
  std::map<std::string, std::string> targets;
  for (const std::string& text : options.targets) {
    const std::size_t equals = text.find('=');
    const bool named = equals != std::string::npos && text.substr(0, equals).find_first_of("/:.") == std::string::npos;
    targets[named ? text.substr(0, equals) : ""] = named ? text.substr(equals + 1) : text;
  }
  return targets;
}

}  // namespace bpflens::commands
