// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "prog load" and "prog loadall": from a compiled object to pins, all of them or none.
#include <algorithm>

#include "commands/files.hpp"
#include "commands/prog/prog.hpp"
#include "commands/select.hpp"
#include "commands/verb.hpp"
#include "model/loaded.hpp"
#include "model/names.hpp"
#include "render/escape.hpp"
#include "render/loaded.hpp"

namespace bpflens::commands {
namespace {

struct LoadOptions {
  std::string object;
  std::string path;  // of the pin, or of the directory of pins
  std::string type;
  std::string device;
  std::string map_directory;
  std::vector<std::string> maps;
  bool attach = false;
  bool parents = false;
  bool mount = false;
  bool raw = false;
  std::string license;
};

void declare_common(CLI::App& app, LoadOptions& options) {
  app.add_option("--type", options.type, "load as this type, whatever the section says: xdp, cgroup/connect4")
      ->type_name("TYPE");
  app.add_option("--map", options.maps, "put a map of the kernel's in the place of one of the object's")
      ->type_name("NAME=MAP")
      ->allow_extra_args(false);
  app.add_option("--pinmaps", options.map_directory, "pin every map in this directory")->type_name("DIR");
  app.add_option("--dev", options.device, "offload to this network interface")->type_name("NIC");
  app.add_flag("--autoattach", options.attach, "attach where the section says, and pin the link");
  app.add_flag("--parents", options.parents, "make the directories above");
  app.add_flag("--mount", options.mount, "mount what is missing: a bpffs for the pins, tracefs for tracepoints");
}

void declare_object(CLI::App& app, LoadOptions& options) {
  app.add_option("OBJECT", options.object, "the compiled object, a file")->required()->type_name("FILE");
}

CLI::Option* declare_path(CLI::App& app, LoadOptions& options) {
  return app.add_option("PATH", options.path, "where to pin")->type_name("PATH");
}

void declare_load(CLI::App& app, LoadOptions& options) {
  declare_object(app, options);
  declare_path(app, options);
  declare_common(app, options);
  CLI::Option* raw = app.add_flag(
      "--raw", options.raw, "OBJECT is bare instructions, as --as raw writes them; without PATH they are only tried");
  app.add_option("--license", options.license, "what bare instructions are under: GPL, where helpers want it")
      ->type_name("LICENSE")
      ->needs(raw);
}

void declare_loadall(CLI::App& app, LoadOptions& options) {
  declare_object(app, options);
  declare_path(app, options)->required();
  declare_common(app, options);
}

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

kernel::LoadRequest request_of(const LoadOptions& options, Context& context) {
  kernel::LoadRequest request{.path = options.object, .device = options.device, .mount_tracefs = options.mount};
  if (const auto kind = kind_asked_for(options, context)) {
    request.type = kind->type;
    request.attach_type = kind->attach_type;
  }
  for (const std::string& map : options.maps) request.reuse.push_back(map_reuse(map, context.kernel));
  return request;
}

std::string parent_of(const std::string& path) {
  const std::size_t end = path.find_last_not_of('/');
  const std::size_t slash = path.rfind('/', end);
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

// A name in a bpffs can't have a dot, and the maps of data sections do: "filter.rodata".
std::string pin_name(std::string name) {
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
}

// Pins what was loaded; while it lives, SIGINT waits.
class Pinning {
 public:
  Pinning(Context& context, kernel::PinSet& pins, kernel::Stop& stop, kernel::LoadedObject& object)
      : context_(context), pins_(pins), stop_(stop), object_(object) {
    loaded_.programs = object.programs();
    loaded_.maps = object.maps();
    for (const std::string& path : object.own_pins()) pins.adopt(path);
  }

  bool stopped() { return stop_.requested(); }

  void pin_maps(const std::string& directory) {
    const std::vector<std::string> names = object_.map_names();
    for (std::size_t i = 0; i < names.size() && !stopped(); ++i)
      add({model::ObjectKind::map, loaded_.maps[i].id.value}, directory + "/" + pin_name(names[i]),
          loaded_.maps[i].pins);
  }

  void pin_program(model::Program& program, const std::string& path, bool attach) {
    if (stopped()) return;
    if (attach && object_.says_where(program.id)) return pin_link(program, path);
    if (attach)
      context_.err << "bpflens: the section of " << render::printable(program.name)
                   << " does not say where to attach it: pinning the program itself" << std::endl;
    add({model::ObjectKind::program, program.id.value}, path, program.pins);
  }

  // What stays when this process has gone.
  model::Loaded result() {
    std::erase_if(loaded_.maps, [this](const model::Map& map) { return map.pins.empty() && !is_used(map.id); });
    return loaded_;
  }

  std::vector<model::Program>& programs() { return loaded_.programs; }

 private:
  void pin_link(const model::Program& program, const std::string& path) {
    model::Link link = object_.attach(program.id);
    if (link.id.value == 0)
      throw UsageError("cannot keep " + program.name +
                       " attached: before Linux 5.15 what attaches it is no link, and can't be pinned; load it "
                       "without --autoattach");
    add({model::ObjectKind::link, link.id.value}, path, link.pins);
    loaded_.links.push_back(std::move(link));
  }

  void add(const model::ObjectRef& object, const std::string& path, std::vector<std::string>& pins) {
    pins_.add(object, path);
    pins.push_back(path);
  }

  bool is_used(model::MapId id) const {
    return std::any_of(loaded_.programs.begin(), loaded_.programs.end(), [id](const model::Program& program) {
      return std::find(program.map_ids.begin(), program.map_ids.end(), id) != program.map_ids.end();
    });
  }

  Context& context_;
  kernel::PinSet& pins_;
  kernel::Stop& stop_;
  kernel::LoadedObject& object_;
  model::Loaded loaded_;
};

// The directories for the pins, and that the one pin of "prog load" has its place free.
void prepare(kernel::PinSet& pins, const LoadOptions& options, bool all) {
  const bool mount = options.mount;
  const std::string directory = all ? options.path : parent_of(options.path);
  pins.prepare(directory, {.make_parents = all || options.parents, .mount = mount});
  if (!options.map_directory.empty()) pins.prepare(options.map_directory, {.make_parents = true, .mount = mount});
}

void report(const model::Loaded& loaded, Context& context) {
  if (context.globals.json)
    print_json(context, render::to_json(loaded));
  else
    context.out << render::table(loaded);
}

kernel::RawRequest raw_request_of(const LoadOptions& options, std::vector<std::byte> instructions, Context& context) {
  const auto kind = kind_asked_for(options, context);
  if (!kind) throw UsageError("bare instructions don't tell what they are: give --type");
  if (options.attach || !options.device.empty())
    throw UsageError("bare instructions can be neither attached nor offloaded by this command");
  kernel::RawRequest request{.name = options.object,
                             .instructions = std::move(instructions),
                             .type = kind->type,
                             .attach_type = kind->attach_type,
                             .license = options.license};
  for (const std::string& map : options.maps) request.reuse.push_back(map_reuse(map, context.kernel));
  return request;
}

// Why these bytes are no instructions; empty when they may be.
std::string raw_problem(const LoadOptions& options, const FileBytes& read) {
  constexpr std::size_t kSlot = 8;
  if (!read.error.empty()) return read.error;
  if (read.bytes.empty()) return "there are no instructions in " + options.object;
  if (read.bytes.size() % kSlot != 0)
    return options.object + " is not bare instructions: they have 8 bytes each, and it has " +
           std::to_string(read.bytes.size());
  return "";
}

// Pins what was loaded, and says what stays.
int keep(const LoadOptions& options, Context& context, kernel::LoadedObject& object, kernel::PinSet& pins,
         kernel::Stop& stop, bool all) {
  Pinning pinning(context, pins, stop, object);
  if (!options.map_directory.empty()) pinning.pin_maps(options.map_directory);
  for (model::Program& program : pinning.programs())
    pinning.pin_program(program, all ? options.path + "/" + program.name : options.path, options.attach);
  if (pinning.stopped()) return report_error(context, "stopped by a signal: nothing stays loaded", kRefused);
  pins.keep();
  report(pinning.result(), context);
  return kDone;
}

// Loads once to see whether the kernel takes it; nothing stays.
int try_raw(const kernel::RawRequest& request, Context& context) {
  const auto object = context.kernel.loader.load_raw(request);
  report({.programs = object->programs(), .maps = object->maps(), .links = {}}, context);
  context.err << "bpflens: the kernel takes it; without a path to pin it at, it is gone again" << std::endl;
  return kDone;
}

int load_raw(const LoadOptions& options, Context& context) {
  constexpr std::size_t kLargest = std::size_t{16} << 20;  // the kernel takes a million instructions
  FileBytes read = read_file(options.object, kLargest);
  if (const std::string problem = raw_problem(options, read); !problem.empty())
    return report_error(context, problem, kRefused);
  const kernel::RawRequest request = raw_request_of(options, std::move(read.bytes), context);
  if (options.path.empty()) return try_raw(request, context);
  const auto stop = context.kernel.processes.catch_stop();
  const auto pins = context.kernel.pins.new_set();
  prepare(*pins, options, false);
  const auto object = context.kernel.loader.load_raw(request);
  return keep(options, context, *object, *pins, *stop, false);
}

int load(const LoadOptions& options, Context& context, bool all) {
  kernel::LoadRequest request = request_of(options, context);
  request.first_program_only = !all;
  const auto stop = context.kernel.processes.catch_stop();
  const auto pins = context.kernel.pins.new_set();
  prepare(*pins, options, all);
  if (!all && context.kernel.pins.find(options.path))
    return report_error(context, "something is pinned at " + options.path + " already, and nothing is replaced",
                        kRefused);
  const auto object = context.kernel.loader.load(request);
  for (const std::string& notice : object->notices())
    context.err << "bpflens: " << render::printable(notice) << std::endl;

  return keep(options, context, *object, *pins, *stop, all);
}

int run_load(const LoadOptions& options, Context& context) {
  if (options.raw) return load_raw(options, context);
  if (options.path.empty()) throw UsageError("PATH is required (see bpflens help prog load)");
  return load(options, context, false);
}
int run_loadall(const LoadOptions& options, Context& context) { return load(options, context, true); }

}  // namespace

void add_prog_load(CLI::App& prog, Invocation& chosen) {
  add_verb<LoadOptions>(prog, chosen,
                        {.name = "load",
                         .alias = "",
                         .description = "Load a compiled object and pin its first program",
                         .examples = "  bpflens prog load filter.o /sys/fs/bpf/filter\n"
                                     "  bpflens prog load filter.o /sys/fs/bpf/filter --map counts=12\n"
                                     "  bpflens prog load trace.o /sys/fs/bpf/trace --autoattach\n"
                                     "  bpflens prog load --raw filter.raw --type socket /sys/fs/bpf/filter",
                         .declare = declare_load,
                         .run = run_load});
}

void add_prog_loadall(CLI::App& prog, Invocation& chosen) {
  add_verb<LoadOptions>(prog, chosen,
                        {.name = "loadall",
                         .alias = "",
                         .description = "Load a compiled object and pin all its programs in a directory",
                         .examples = "  bpflens prog loadall filters.o /sys/fs/bpf/filters\n"
                                     "  bpflens prog loadall filters.o /sys/fs/bpf/f --pinmaps /sys/fs/bpf/f/maps\n"
                                     "  bpflens -j prog loadall filters.o /sys/fs/bpf/f | jq -r '.programs[].id'",
                         .declare = declare_loadall,
                         .run = run_loadall});
}

}  // namespace bpflens::commands
