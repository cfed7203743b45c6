// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Read, check, open, set up, load: each step with its own words for what can go wrong.
#include "kernel/libbpf/loader.hpp"

#include <bpf/bpf.h>
#include <net/if.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include "kernel/libbpf/built_in_object.hpp"
#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/fail.hpp"
#include "kernel/libbpf/load_failure.hpp"
#include "kernel/libbpf/loaded_object.hpp"
#include "kernel/libbpf/log.hpp"
#include "kernel/libbpf/object_data.hpp"
#include "kernel/libbpf/object_file.hpp"
#include "kernel/libbpf/program_loads.hpp"
#include "object/upgrade.hpp"

namespace bpflens::kernel {
namespace {

// The largest that kernels before 5.19 take; pages that the verifier doesn't write to are never there.

[[noreturn]] void refuse_load(const std::string& path, const std::string& cause, const std::string& next_step = "") {
  fail(Failure{.operation = "load", .subject = path, .cause = cause, .next_step = next_step});
}

// Values in the map section that refer to programs: then all of them have to be loaded.
bool fills_maps_with_programs(const bpf_object* object) {
  const bpf_map* map = nullptr;
  bpf_object__for_each_map(map, object) {
    if (bpf_map__type(map) == BPF_MAP_TYPE_PROG_ARRAY) return true;
  }
  return false;
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string program_names(const bpf_object* object) {
  std::string names;
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, object) names +=
      (names.empty() ? "" : ", ") + std::string(bpf_program__name(program));
  return names;
}

}  // namespace

// One object on its way from file to kernel.
class Loading {
 public:
  Loading(const LoadRequest& request, const std::vector<std::string>& without, bool side_by_side, KernelNames& names,
          LibbpfPrograms& programs, LibbpfMaps& maps)
      : request_(request),
        without_(without),
        side_by_side_(side_by_side),
        names_(names),
        loaded_(std::make_unique<LibbpfObject>(request.path, names, programs, maps)),
        log_(std::make_unique_for_overwrite<char[]>(kLogSize)) {
    log_[0] = '\0';
  }

  // Nothing: with programs loaded side by side one was refused, and which one is reported would be a matter of chance.
  std::unique_ptr<LibbpfObject> run() {
    open();
    choose_kinds();
    choose_programs();
    reuse_maps();
    pin_as_declared();
    set_data();
    note_pins();
    if (!load()) return nullptr;
    return std::move(loaded_);
  }

 private:
  bpf_object* object() const { return loaded_->object_.get(); }

  void open() {
    const std::vector<std::byte> bytes =
        upgraded(request_.built_in ? built_in_object(request_.path) : read_object_file("load", request_.path));
    const std::string name = object_name(request_.path);
    LIBBPF_OPTS(bpf_object_open_opts, options, .object_name = name.c_str(), .kernel_log_buf = log_.get(),
                .kernel_log_size = kLogSize);
    loaded_->mount_tracefs_ = request_.mount_tracefs;
    loaded_->detail_ = request_.detail;
    if (request_.own_bpffs) options.pin_root_path = request_.own_bpffs->c_str();
    loaded_->object_.reset(bpf_object__open_mem(bytes.data(), bytes.size(), &options));
    if (object() == nullptr) fail(load_failure(request_.path, errno, std::nullopt, "", messages_.warnings()));
  }

  // The object as libbpf takes it: with legacy map definitions made into such as it knows.
  std::vector<std::byte> upgraded(std::vector<std::byte> bytes) {
    const auto read = object::Image::read(bytes);
    if (const auto* problem = std::get_if<object::Problem>(&read))
      refuse_load(request_.path, problem->cause, problem->next_step);
    auto result = object::upgrade(std::get<object::Image>(read), {.rename_sections = !request_.type});
    if (const auto* problem = std::get_if<object::Problem>(&result))
      refuse_load(request_.path, problem->cause, problem->next_step);
    auto& upgrade = std::get<object::Upgrade>(result);
    if (upgrade.file.empty()) return bytes;
    loaded_->notices_.push_back(request_.path + ": " + object::summary(upgrade));
    upgraded_maps_ = std::move(upgrade.maps);
    return std::move(upgrade.file);
  }

  std::uint32_t device_index() const {
    if (request_.device.empty()) return 0;
    const std::uint32_t index = if_nametoindex(request_.device.c_str());
    if (index == 0)
      fail(Failure{.kind = ErrorKind::not_found,
                   .operation = "load",
                   .subject = request_.path,
                   .cause = "there is no network interface " + request_.device});
    return index;
  }

  void choose_kinds() {
    bpf_program* first = bpf_object__next_program(object(), nullptr);
    if (first == nullptr)
      refuse_load(request_.path, "there is no program in it",
                  "mark functions as programs with SEC(\"...\"), and compile with -target bpf");
    const bool only_first = request_.first_program_only && !fills_maps_with_programs(object());
    const std::uint32_t ifindex = device_index();
    bpf_program* program = nullptr;
    bpf_object__for_each_program(program, object()) {
      set_kind(program);
      if (only_first && program != first) bpf_program__set_autoload(program, false);
      if (ifindex != 0) bpf_program__set_ifindex(program, ifindex);
    }
    bpf_map* map = nullptr;
    bpf_object__for_each_map(map, object()) {
      // Events go to this host's memory, also from a device.
      if (ifindex != 0 && bpf_map__type(map) != BPF_MAP_TYPE_PERF_EVENT_ARRAY) bpf_map__set_ifindex(map, ifindex);
    }
  }

  bool has_program(const std::string& name) const {
    return bpf_object__find_program_by_name(object(), name.c_str()) != nullptr;
  }

  void choose_programs() {
    for (const std::string& name : request_.only)
      if (!has_program(name))
        fail(Failure{.kind = ErrorKind::not_found,
                     .operation = "load",
                     .subject = request_.path,
                     .cause = "there is no program " + name + " in it, only " + program_names(object())});
    bpf_program* program = nullptr;
    bpf_object__for_each_program(program, object()) {
      const std::string name = bpf_program__name(program);
      if ((!request_.only.empty() && !contains(request_.only, name)) || contains(without_, name))
        bpf_program__set_autoload(program, false);
    }
  }

  void set_data() {
    for (const DataSection& section : request_.data) {
      bpf_map* map = data_map(object(), section.name);
      if (map == nullptr || bpf_map__set_initial_value(map, section.bytes.data(), section.bytes.size()) != 0)
        fail("set the variables in section " + section.name + " of", request_.path, map == nullptr ? ENOENT : errno);
    }
  }

  void set_kind(bpf_program* program) {
    // A struct_ops program is of the kind that its map says, whatever is asked for.
    if (request_.type && bpf_program__type(program) != BPF_PROG_TYPE_STRUCT_OPS) {
      bpf_program__set_type(program, static_cast<bpf_prog_type>(*request_.type));
      bpf_program__set_expected_attach_type(program, static_cast<bpf_attach_type>(request_.attach_type.value_or(0)));
    }
    if (bpf_program__type(program) != BPF_PROG_TYPE_UNSPEC) return;
    fail(Failure{.operation = std::string("load program ") + bpf_program__name(program) + " from",
                 .subject = request_.path,
                 .cause = std::string("its section is named ") + bpf_program__section_name(program) +
                          ", which stands for no program type",
                 .next_step = "name the type: --type xdp"});
  }

  bpf_map* find_map(const MapReuse& reuse) const {
    std::size_t index = 0;
    bpf_map* map = nullptr;
    bpf_object__for_each_map(map, object()) {
      if (reuse.index ? *reuse.index == index : reuse.name == bpf_map__name(map)) return map;
      ++index;
    }
    const std::string which = reuse.index ? "with index " + std::to_string(*reuse.index) : "named " + reuse.name;
    fail(Failure{.kind = ErrorKind::not_found,
                 .operation = "load",
                 .subject = request_.path,
                 .cause = "it has no map " + which + " to replace"});
  }

  void reuse_maps() {
    for (const MapReuse& reuse : request_.reuse) {
      bpf_map* map = find_map(reuse);
      const Descriptor with(bpf_map_get_fd_by_id(reuse.with.value));
      if (!with) fail("open map", std::to_string(reuse.with.value), errno);
      if (bpf_map__reuse_fd(map, with.get()) != 0)
        fail("put map " + std::to_string(reuse.with.value) + " in the place of", bpf_map__name(map), errno);
    }
  }

  // Where the loaders that a legacy map was declared for pinned it, and looked for it first.
  void pin_as_declared() {
    const std::string root = request_.own_bpffs.value_or("/sys/fs/bpf");
    for (const object::UpgradedMap& declared : upgraded_maps_) {
      bpf_map* map = declared.pin.empty() ? nullptr : bpf_object__find_map_by_name(object(), declared.name.c_str());
      if (map == nullptr || bpf_map__fd(map) >= 0) continue;  // another was put in its place
      const std::string path = root + "/" + declared.pin;
      loaded_->pin_directories_.push_back(std::make_unique<PreparedDirectory>(
          "pin map " + declared.name + " at", path, place_of(path).parent, PinOptions{.make_parents = true}));
      if (const int error = bpf_map__set_pin_path(map, path.c_str()); error != 0)
        fail("pin map " + declared.name + " at", path, -error);
    }
  }

  // Pins that aren't there yet will be of this object's making.
  void note_pins() {
    bpf_map* map = nullptr;
    bpf_object__for_each_map(map, object()) {
      const char* path = bpf_map__pin_path(map);
      if (path != nullptr && access(path, F_OK) != 0) loaded_->own_pins_.emplace_back(path);
    }
  }

  std::optional<FailedProgram> failed_program() const {
    const auto name = failing_program(messages_.warnings());
    if (!name) return std::nullopt;
    bpf_program* program = nullptr;
    bpf_object__for_each_program(program, object()) {
      if (*name == bpf_program__name(program))
        return FailedProgram{*name, bpf_program__section_name(program),
                             names_.program_type(bpf_program__type(program))};
    }
    return FailedProgram{*name, "", ""};
  }

  // A buffer each: libbpf would write all logs into one, the later over the earlier.
  void prepare_logs() {
    bpf_program* program = nullptr;
    bpf_object__for_each_program(program, object()) {
      if (!bpf_program__autoload(program)) continue;
      logs_.emplace_back(bpf_program__name(program), std::make_unique_for_overwrite<char[]>(kLogSize));
      logs_.back().second[0] = '\0';
      bpf_program__set_log_buf(program, logs_.back().second.get(), kLogSize);
      bpf_program__set_log_level(program, request_.log_level);
    }
  }

  // Pins that libbpf makes are undone by libbpf, where it knows of the failure.
  std::vector<std::string> loadable_side_by_side() const {
    if (!side_by_side_ || request_.log_level != 0) return {};
    bpf_map* map = nullptr;
    bpf_object__for_each_map(map, object()) {
      if (bpf_map__pin_path(map) != nullptr) return {};
    }
    std::vector<std::string> names;
    bpf_program* program = nullptr;
    bpf_object__for_each_program(program, object()) {
      if (bpf_program__autoload(program)) names.emplace_back(bpf_program__name(program));
    }
    return names;
  }

  bool load() {
    if (request_.log_level != 0) prepare_logs();
    ProgramLoads loads(loadable_side_by_side());
    const int result = bpf_object__load(object());
    const int error = errno;
    if (!loads.finish(result == 0) && loads.helped()) return false;
    for (const auto& [name, log] : logs_)
      if (log[0] != '\0') loaded_->verifier_log_ += "program " + name + ":\n" + log.get();
    if (result == 0) return true;
    if (request_.log_level != 0 && log_[0] == '\0') fail_with(error, last_log());
    fail_with(error, log_.get());
  }

  std::string last_log() const {
    const auto failed = failing_program(messages_.warnings());
    for (const auto& [name, log] : logs_)
      if (failed && *failed == name) return log.get();
    return "";
  }

  [[noreturn]] void fail_with(int error, const std::string& log) {
    Failure failure = load_failure(request_.path, error, failed_program(), log, messages_.warnings());
    const bool not_offered = error == EOPNOTSUPP || error == kNotSupported || error == EINVAL;
    if (!request_.device.empty() && not_offered && failure.kind == ErrorKind::refused) {
      const Explanation found = explain_device(request_.device);
      failure.cause = found.cause;
      failure.next_step = found.next_step;
    }
    fail(std::move(failure));
  }

  const LoadRequest& request_;
  const std::vector<std::string>& without_;
  bool side_by_side_;
  KernelNames& names_;
  LibbpfMessages messages_;
  std::vector<object::UpgradedMap> upgraded_maps_;
  std::unique_ptr<LibbpfObject> loaded_;
  std::unique_ptr<char[]> log_;                                        // outlives the load; libbpf writes into it
  std::vector<std::pair<std::string, std::unique_ptr<char[]>>> logs_;  // by program, where all were asked for
};

std::unique_ptr<LoadedObject> LibbpfLoader::load(const LoadRequest& request) {
  std::vector<std::string> without;
  std::vector<Failure> failures;
  bool side_by_side = true;
  while (true) {
    try {
      auto loaded = Loading(request, without, side_by_side, names_, programs_, maps_).run();
      if (!loaded) {
        side_by_side = false;
        continue;
      }
      loaded->keep_failures(std::move(failures));
      return loaded;
    } catch (const Error& error) {
      const Failure& failure = error.failure();
      if (!request.keep_going || failure.program.empty() || contains(without, failure.program)) throw;
      without.push_back(failure.program);
      failures.push_back(failure);
    }
  }
}

ObjectData LibbpfLoader::data_of(const std::string& path) { return read_data(path); }

std::optional<SectionKind> LibbpfLoader::kind_of(const std::string& section) {
  const LibbpfMessages quiet;
  bpf_prog_type type{};
  bpf_attach_type attach{};
  // Names that are only prefixes ("kprobe", "cgroup/...") want the slash that follows them.
  for (const std::string& name : {section, section + "/"})
    if (libbpf_prog_type_by_name(name.c_str(), &type, &attach) == 0)
      return SectionKind{static_cast<std::uint32_t>(type), static_cast<std::uint32_t>(attach)};
  return std::nullopt;
}

std::string LibbpfLoader::libbpf_version() {
  return std::to_string(libbpf_major_version()) + "." + std::to_string(libbpf_minor_version());
}

}  // namespace bpflens::kernel
