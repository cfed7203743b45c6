// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// An in-memory kernel for command-line tests: public vectors in, calls out.
#pragma once

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <functional>
#include <map>
#include <set>

#include "kernel/error.hpp"
#include "kernel/kernel.hpp"

namespace bpflens::test {

// Throws this, when set, from every call of the part it belongs to.
struct Failing {
  std::optional<kernel::Failure> failure;
  void check() const {
    if (failure) throw kernel::Error(*failure);
  }
};

struct FakePrograms : kernel::Programs, Failing {
  std::vector<model::Program> all;
  std::map<std::uint32_t, model::ProgramCode> codes;
  std::vector<model::TestInput> runs;
  model::TestResult result;

  std::vector<model::Program> list(kernel::Detail) override { return check(), all; }
  std::optional<model::Program> find(model::ProgramId id) override {
    check();
    const auto found = std::find_if(all.begin(), all.end(), [id](const auto& p) { return p.id == id; });
    return found == all.end() ? std::nullopt : std::optional(*found);
  }
  std::optional<model::ProgramCode> code(model::ProgramId id) override {
    check();
    const auto found = codes.find(id.value);
    return found == codes.end() ? std::nullopt : std::optional(found->second);
  }
  std::vector<kernel::RunSample> samples;
  std::vector<model::ProgramId> counted;
  std::size_t counting = 0;  // how many switches are on

  struct Statistics : kernel::RunStatistics {
    explicit Statistics(FakePrograms& of) : programs(of) { ++programs.counting; }
    ~Statistics() override { --programs.counting; }
    FakePrograms& programs;
    std::size_t at = 0;
    kernel::RunSample sample() override { return programs.samples[std::min(at++, programs.samples.size() - 1)]; }
  };
  std::unique_ptr<kernel::RunStatistics> statistics(std::vector<model::ProgramId> ids) override {
    check();
    counted = std::move(ids);
    return std::make_unique<Statistics>(*this);
  }
  model::ProfileReadings readings;
  struct FakeProfile : kernel::Profile {
    model::ProfileReadings of;
    model::ProfileReadings read() override { return of; }
  };
  std::unique_ptr<kernel::Profile> profile(const model::Program&,
                                           std::vector<const model::ProfileMetric*> metrics) override {
    check();
    auto made = std::make_unique<FakeProfile>();
    made->of = readings;
    for (std::size_t i = 0; i < metrics.size(); ++i) made->of.metrics.at(i).metric = metrics[i];
    return made;
  }
  model::TestResult run(const model::Program&, const model::TestInput& input) override {
    check();
    runs.push_back(input);
    return result;
  }
};

struct FakeEntries : kernel::Entries {
  std::vector<kernel::EntryBatch> batches;
  std::size_t at = 0;

  bool next(kernel::EntryBatch& batch) override {
    if (at == batches.size()) return false;
    batch = batches[at++];
    return true;
  }
  std::string problem;
  std::string cut_short() override { return problem; }
};

// Entries by key, in order; as a list of values where keys are empty.
using FakeStore = std::map<std::vector<std::byte>, std::vector<std::byte>>;

struct FakeOpenMap : kernel::OpenMap {
  explicit FakeOpenMap(FakeStore& entries, std::vector<std::string>& calls) : store(entries), log(calls) {}
  FakeStore& store;
  std::vector<std::string>& log;
  std::function<void(const std::vector<std::byte>&)> watch = [](const auto&) {};  // is told each value put in

  static std::vector<std::byte> copy(std::span<const std::byte> bytes) { return {bytes.begin(), bytes.end()}; }
  bool lookup(std::span<const std::byte> key, std::span<std::byte> value) override {
    const auto found = store.find(copy(key));
    if (found == store.end()) return false;
    std::copy(found->second.begin(), found->second.end(), value.begin());
    return true;
  }
  bool take(std::span<const std::byte> key, std::span<std::byte> value) override {
    return lookup(key, value) && remove(key);
  }
  bool next_key(std::span<const std::byte> key, std::span<std::byte> next) override {
    const auto after = key.empty() ? store.begin() : store.upper_bound(copy(key));
    if (after == store.end()) return false;
    std::copy(after->first.begin(), after->first.end(), next.begin());
    return true;
  }
  void update(std::span<const std::byte> key, std::span<const std::byte> value, kernel::UpdateMode mode) override {
    const bool there = store.contains(copy(key));
    if (there && mode == kernel::UpdateMode::no_exist)
      throw kernel::Error({.operation = "update", .error = EEXIST, .cause = "the key is there already"});
    if (!there && mode == kernel::UpdateMode::exist)
      throw kernel::Error({.kind = kernel::ErrorKind::not_found, .operation = "update", .error = ENOENT});
    store[copy(key)] = copy(value);
    watch(copy(value));
  }
  std::size_t update_many(std::span<const std::byte> keys, std::span<const std::byte> values,
                          std::size_t count) override {
    for (std::size_t i = 0; i < count; ++i)
      update(keys.subspan(i * (keys.size() / count), keys.size() / count),
             values.subspan(i * (values.size() / count), values.size() / count), kernel::UpdateMode::any);
    return count;
  }
  void update(std::span<const std::byte>, const model::ObjectRef& value, kernel::UpdateMode) override {
    log.push_back("put " + std::string(word(value.kind)) + " " + std::to_string(value.id));
  }
  bool remove(std::span<const std::byte> key) override { return store.erase(copy(key)) != 0; }
  void freeze() override { log.push_back("freeze"); }
};

struct FakeMaps : kernel::Maps, Failing {
  std::map<std::uint32_t, FakeStore> stores;
  std::vector<std::string> calls;
  std::vector<kernel::MapRequest> created;
  std::function<void(const std::vector<std::byte>&)> watch;

  std::vector<model::Map> all;
  std::map<std::uint32_t, std::vector<kernel::EntryBatch>> contents;
  std::size_t cpus = 2;

  std::vector<model::Map> list(kernel::Detail) override { return check(), all; }
  std::optional<model::Map> find(model::MapId id) override {
    check();
    const auto found = std::find_if(all.begin(), all.end(), [id](const auto& m) { return m.id == id; });
    return found == all.end() ? std::nullopt : std::optional(*found);
  }
  std::unique_ptr<kernel::Entries> entries(const model::Map& map) override {
    check();
    auto walk = std::make_unique<FakeEntries>();
    walk->batches = contents[map.id.value];
    return walk;
  }
  std::unique_ptr<kernel::OpenMap> open(const model::Map& map) override {
    check();
    auto opened = std::make_unique<FakeOpenMap>(stores[map.id.value], calls);
    if (watch) opened->watch = watch;
    return opened;
  }
  kernel::CreatedMap create(const kernel::MapRequest& request) override {
    check();
    created.push_back(request);
    model::Map map;
    map.id = {77};
    map.type = request.type;
    map.name = request.name;
    all.push_back(map);
    return {map, open(map)};
  }
  std::size_t possible_cpus() override { return cpus; }
};

struct FakeTypes : kernel::Types {
  std::map<std::uint32_t, std::vector<std::byte>> blobs;
  std::optional<std::vector<std::byte>> kernel_blob;

  std::optional<std::vector<std::byte>> blob(model::BtfId id) override {
    const auto found = blobs.find(id.value);
    return found == blobs.end() ? std::nullopt : std::optional(found->second);
  }
  std::optional<std::vector<std::byte>> vmlinux() override { return kernel_blob; }
};

struct FakePins;

struct FakePinSet : kernel::PinSet {
  explicit FakePinSet(FakePins& of) : pins(of) {}
  ~FakePinSet() override;
  void prepare(const std::string& directory, const kernel::PinOptions& options) override;
  void add(const model::ObjectRef& object, const std::string& path) override;
  void adopt(const std::string& path) override { made.push_back(path); }
  void keep() override { made.clear(); }

  FakePins& pins;
  std::vector<std::string> made;
};

struct FakePins : kernel::Pins, Failing {
  std::vector<std::string> mount_points = {"/sys/fs/bpf"};
  std::vector<model::Pin> all;
  std::vector<std::string> mounted;
  kernel::PinOptions options;         // of the last pin added or set prepared
  std::vector<std::string> prepared;  // directories
  std::string refuses;                // a path that no pin can be added at
  std::string unreadable;             // a directory

  std::vector<std::string> mounts() override { return check(), mount_points; }
  std::vector<model::Pin> list(const std::string& directory) override {
    check();
    if (directory == unreadable) return {{.path = directory, .why = "EACCES"}};
    std::vector<model::Pin> below;
    for (const model::Pin& pin : all)
      if (pin.path.starts_with(directory + "/")) below.push_back(pin);
    return below;
  }
  std::optional<model::Pin> find(const std::string& path) override {
    check();
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& p) { return p.path == path; });
    return found == all.end() ? std::nullopt : std::optional(*found);
  }
  void add(const model::ObjectRef& object, const std::string& path, const kernel::PinOptions& asked = {}) override {
    check();
    if (path == refuses) throw kernel::Error({.operation = "pin", .subject = "at " + path, .error = EEXIST});
    options = asked;
    all.push_back({.path = path, .mount = "/sys/fs/bpf", .object = object});
  }
  std::unique_ptr<kernel::PinSet> new_set() override { return std::make_unique<FakePinSet>(*this); }
  void remove(const std::string& path) override {
    check();
    std::erase_if(all, [&](const auto& p) { return p.path == path; });
  }
  std::vector<model::BpffsMount> described_mounts() override {
    check();
    std::vector<model::BpffsMount> described;
    for (const std::string& point : mount_points)
      described.push_back({.point = point,
                           .device = "0:" + std::to_string(described.size()),
                           .root = "/",
                           .delegation = delegations[point]});
    return described;
  }
  std::map<std::string, model::Delegation> delegations;  // by mount point
  std::vector<std::string> empty_directories;
  std::vector<std::string> directories(const std::string& directory) override {
    check();
    std::vector<std::string> below;
    for (const std::string& each : empty_directories)
      if (each.starts_with(directory + "/")) below.push_back(each);
    return below;
  }
  void move(const std::string& from, const std::string& to, const kernel::PinOptions& asked) override {
    check();
    options = asked;
    for (model::Pin& pin : all)
      if (pin.path == from) pin.path = to;
  }
  bool remove_directory(const std::string& path) override {
    check();
    for (const std::string& each : empty_directories)
      if (each.starts_with(path + "/")) return false;
    for (const model::Pin& pin : all)
      if (pin.path.starts_with(path + "/")) return false;
    std::erase(empty_directories, path);
    return true;
  }
  kernel::PinsElsewhere pins_elsewhere;
  kernel::PinsElsewhere elsewhere() override { return check(), pins_elsewhere; }

  // What a process sees that lives in another mount namespace.
  struct Inside : kernel::Pins {
    explicit Inside(kernel::Pins& of) : pins(of) {}
    kernel::Pins& pins;
    std::vector<std::string> mounts() override { return pins.mounts(); }
    std::vector<model::BpffsMount> described_mounts() override { return pins.described_mounts(); }
    std::vector<model::Pin> list(const std::string& directory) override { return pins.list(directory); }
    std::optional<model::Pin> find(const std::string& path) override { return pins.find(path); }
    void add(const model::ObjectRef& object, const std::string& path, const kernel::PinOptions& asked) override {
      pins.add(object, path, asked);
    }
    std::unique_ptr<kernel::PinSet> new_set() override { return pins.new_set(); }
    std::vector<std::string> directories(const std::string& directory) override { return pins.directories(directory); }
    void move(const std::string& from, const std::string& to, const kernel::PinOptions& asked) override {
      pins.move(from, to, asked);
    }
    bool remove_directory(const std::string& path) override { return pins.remove_directory(path); }
    kernel::PinsElsewhere elsewhere() override { return pins.elsewhere(); }
    std::unique_ptr<kernel::Pins> inside(int pid) override { return pins.inside(pid); }
    void remove(const std::string& path) override { pins.remove(path); }
    void mount(const std::string& directory) override { pins.mount(directory); }
  };
  std::map<int, kernel::Pins*> inside_of;  // by process
  std::unique_ptr<kernel::Pins> inside(int pid) override {
    check();
    if (!inside_of.contains(pid)) throw kernel::Error({.operation = "look into", .subject = "process", .error = ESRCH});
    return std::make_unique<Inside>(*inside_of[pid]);
  }
  void mount(const std::string& directory) override {
    check();
    mounted.push_back(directory);
    mount_points.push_back(directory);
  }
};

inline FakePinSet::~FakePinSet() {
  for (const std::string& path : made) std::erase_if(pins.all, [&](const auto& p) { return p.path == path; });
}

inline void FakePinSet::prepare(const std::string& directory, const kernel::PinOptions& options) {
  pins.check();
  pins.prepared.push_back(directory);
  pins.options = options;
}

inline void FakePinSet::add(const model::ObjectRef& object, const std::string& path) {
  pins.add(object, path, pins.options);
  made.push_back(path);
}

struct FakeObject : kernel::LoadedObject {
  std::vector<model::Program> loaded_programs;
  std::vector<model::Map> loaded_maps;
  std::vector<std::string> pins_of_its_own;
  std::vector<std::string> remarks;
  std::set<std::uint32_t> nowhere;  // programs whose section doesn't say where to attach
  std::set<std::uint32_t> attached;
  std::function<void()> on_close = [] {};

  ~FakeObject() override { on_close(); }
  std::vector<model::Program> programs() const override { return loaded_programs; }
  std::vector<model::Map> maps() const override { return loaded_maps; }
  std::vector<std::string> map_names() const override {
    std::vector<std::string> names;
    for (const model::Map& map : loaded_maps) names.push_back(map.name);
    return names;
  }
  std::vector<std::string> own_pins() const override { return pins_of_its_own; }
  std::vector<std::string> notices() const override { return remarks; }
  bool says_where(model::ProgramId program) const override { return !nowhere.contains(program.value); }
  std::vector<kernel::Failure> rejected;
  std::string log;

  std::vector<kernel::Failure> failures() const override { return rejected; }
  std::string verifier_log() const override { return log; }
  model::Link attach_to(model::ProgramId program, const std::string& target) override {
    note("attach_to " + std::to_string(program.value) + " " + target);
    model::Link link = attach(program);
    link.target = target;
    return link;
  }
  model::Link replace(model::ProgramId program, const std::string& pinned_link) override {
    note("replace " + std::to_string(program.value) + " " + pinned_link);
    return {.id = {7}, .type_name = "tracing", .program = program, .target = ""};
  }
  std::function<void(const std::string&)> note = [](const std::string&) {};
  model::Link attach(model::ProgramId program) override {
    attached.insert(program.value);
    return {.id = {static_cast<std::uint32_t>(100 + attached.size())},
            .type_name = "tracing",
            .program = program,
            .target = "section/target"};
  }
};

struct FakeLoader : kernel::Loader, Failing {
  std::vector<model::Program> programs;
  std::vector<model::Map> maps;
  std::vector<std::string> own_pins;
  std::vector<std::string> notices;
  std::set<std::uint32_t> nowhere;
  std::map<std::string, kernel::SectionKind> kinds = {{"xdp", {6, 37}}, {"cgroup/skb", {8, 0}}};
  std::vector<kernel::LoadRequest> requests;
  std::size_t closed = 0;

  std::unique_ptr<kernel::LoadedObject> load(const kernel::LoadRequest& request) override {
    requests.push_back(request);
    check();
    auto object = std::make_unique<FakeObject>();
    object->loaded_programs = programs;
    object->loaded_maps = maps;
    object->pins_of_its_own = own_pins;
    object->remarks = notices;
    object->nowhere = nowhere;
    object->on_close = [this] { ++closed; };
    object->rejected = rejected;
    object->log = log;
    object->note = [this](const std::string& call) { calls.push_back(call); };
    return object;
  }
  std::vector<kernel::RawRequest> raw_requests;
  std::unique_ptr<kernel::LoadedObject> load_raw(const kernel::RawRequest& request) override {
    raw_requests.push_back(request);
    return load({.path = request.name, .type = request.type});
  }
  std::vector<kernel::Failure> rejected;
  std::string log;
  std::vector<std::string> calls;
  kernel::ObjectData data;

  kernel::ObjectData data_of(const std::string&) override { return check(), data; }
  std::optional<kernel::SectionKind> kind_of(const std::string& section) override {
    const auto found = kinds.find(section);
    return found == kinds.end() ? std::nullopt : std::optional(found->second);
  }
  std::string libbpf_version() override { return "1.1"; }
};

struct FakeStream : kernel::EventStream {
  std::vector<std::vector<model::Event>> reads;
  std::size_t at = 0;

  std::span<const model::Event> read(std::chrono::milliseconds, std::size_t) override {
    if (at == reads.size()) return {};
    return reads[at++];
  }
  std::vector<model::Naming> named;
  std::span<const model::Naming> namings() override { return named; }
  void wake_on(int) override {}
  void finish() override {}
};

// Lines that come one by one; then it is stopped.
struct FakeTraceLog : kernel::TraceLog {
  std::vector<std::string> lines;
  std::size_t at = 0;
  std::string read(int) override { return at == lines.size() ? "" : lines[at++]; }
};

struct FakeEvents : kernel::Events, Failing {
  std::vector<std::string> traced;
  bool mounts = false;

  std::unique_ptr<kernel::TraceLog> trace_log(bool mount) override {
    check();
    mounts = mount;
    auto log = std::make_unique<FakeTraceLog>();
    log->lines = traced;
    return log;
  }
  std::vector<std::vector<model::Event>> reads;
  std::vector<model::Naming> namings;
  std::vector<model::MapId> opened;
  kernel::StreamOptions options;
  std::map<std::uint32_t, std::vector<model::Process>> reading;  // who reads which map

  std::vector<model::Process> readers(const model::Map& map) override { return reading[map.id.value]; }

  std::unique_ptr<kernel::EventStream> open(std::span<const model::Map> opening,
                                            const kernel::StreamOptions& wanted) override {
    check();
    options = wanted;
    for (const model::Map& map : opening) opened.push_back(map.id);
    auto stream = std::make_unique<FakeStream>();
    stream->reads = reads;
    stream->named = namings;
    return stream;
  }
};

struct FakeAttachments : kernel::Attachments, Failing {
  kernel::PerfAttachments attached;
  kernel::PerfAttachments perf() override { return check(), attached; }
  std::vector<kernel::MapAttachment> of_maps;
  std::vector<kernel::MapAttachment> at_maps(const std::vector<model::Map>&) override { return check(), of_maps; }

  std::vector<std::string> calls;  // "attach 12 sk_msg_verdict map 3"

  static std::string words(const model::Program& program, const kernel::AttachPoint& point) {
    return std::to_string(program.id.value) + " " + point.type_name +
           (point.map ? " map " + std::to_string(point.map->value) : "");
  }
  void attach(const model::Program& program, const kernel::AttachPoint& point) override {
    check();
    calls.push_back("attach " + words(program, point));
  }
  void detach(const model::Program& program, const kernel::AttachPoint& point) override {
    check();
    calls.push_back("detach " + words(program, point));
  }
};

struct FakeLinks : kernel::Links, Failing {
  std::vector<model::Link> all;
  std::vector<std::string> calls;        // "detach 7", "update 7 prog 12 old 11"
  std::set<std::uint32_t> undetachable;  // links

  std::vector<model::Link> list() override { return check(), all; }
  kernel::VisibleLinks visible() override { return {list(), ""}; }
  std::optional<model::Link> find(model::LinkId id) override {
    check();
    const auto found = std::find_if(all.begin(), all.end(), [id](const auto& l) { return l.id == id; });
    return found == all.end() ? std::nullopt : std::optional(*found);
  }
  bool detach(const model::Link& link) override {
    check();
    if (undetachable.contains(link.id.value)) return false;
    calls.push_back("detach " + std::to_string(link.id.value));
    std::erase_if(all, [&](const model::Link& other) { return other.id == link.id; });
    return true;
  }
  template <class Id>
  void note_update(const model::Link& link, const std::string& noun, Id with, std::optional<Id> old) {
    check();
    calls.push_back("update " + std::to_string(link.id.value) + " " + noun + " " + std::to_string(with.value) +
                    (old ? " old " + std::to_string(old->value) : ""));
  }
  void update(const model::Link& link, model::ProgramId program, std::optional<model::ProgramId> old) override {
    note_update(link, "prog", program, old);
  }
  void update(const model::Link& link, model::MapId map, std::optional<model::MapId> old) override {
    note_update(link, "map", map, old);
  }
};

struct FakeCgroups : kernel::Cgroups, Failing {
  std::vector<model::CgroupPrograms> own;
  std::vector<model::CgroupPrograms> effective;

  static std::vector<model::CgroupPrograms> below(const std::vector<model::CgroupPrograms>& all,
                                                  const std::string& root) {
    std::vector<model::CgroupPrograms> found;
    for (const model::CgroupPrograms& each : all)
      if (root.empty() || each.directory == root || each.directory.starts_with(root + "/")) found.push_back(each);
    return found;
  }
  kernel::CgroupTree tree(const std::string& root, bool effectively) override {
    check();
    return {below(effectively ? effective : own, root), ""};
  }
  std::vector<std::string> directories;
  std::vector<std::string> beginning_with(const std::string& path) override {
    std::vector<std::string> found;
    for (const std::string& each : directories)
      if (each.starts_with(path)) found.push_back(each);
    return found;
  }
  model::CgroupPrograms at(const std::string& directory, bool effectively) override {
    check();
    for (const model::CgroupPrograms& each : effectively ? effective : own)
      if (each.directory == directory) return each;
    return {.directory = directory};
  }
};

struct FakeDwellings : kernel::Dwellings, Failing {
  kernel::Inhabitants here;
  std::map<std::uint64_t, std::string> cgroups;
  std::map<std::string, std::uint64_t> namespaces;

  kernel::Inhabitants all() override { return check(), here; }
  std::optional<model::Inhabitant> of(int pid) override {
    const auto found = std::find_if(here.found.begin(), here.found.end(),
                                    [pid](const auto& inhabitant) { return inhabitant.process.pid == pid; });
    return found == here.found.end() ? std::nullopt : std::optional(*found);
  }
  std::string cgroup_path(std::uint64_t id) override { return cgroups.contains(id) ? cgroups[id] : ""; }
  std::optional<model::Cgroup> cgroup(const std::string& path) override {
    for (const auto& [id, known] : cgroups)
      if (known == path)
        return model::Cgroup{id, static_cast<std::uint32_t>(std::count(path.begin(), path.end(), '/')), path};
    return std::nullopt;
  }
  std::optional<std::uint64_t> namespace_inode(model::NamespaceKind, const std::string& name) override {
    return namespaces.contains(name) ? std::optional(namespaces[name]) : std::nullopt;
  }
};

// By the inode of the namespace.
struct FakeNetwork : kernel::Network, Failing {
  std::vector<model::NetworkAttachments> all;
  std::vector<std::string> interfaces = {"eth0", "lo"};
  std::vector<std::string> devices() override { return interfaces; }

  std::vector<model::NetworkNamespace> namespaces() override {
    check();
    std::vector<model::NetworkNamespace> places;
    for (const model::NetworkAttachments& each : all) places.push_back(each.where);
    return places;
  }
  model::NetworkAttachments attachments(const model::NetworkNamespace& where) override {
    check();
    for (const model::NetworkAttachments& each : all)
      if (each.where.inode == where.inode) return each;
    return {.where = where};
  }
};

// Every question has the answer "yes" unless another one is set for it.
struct FakeProber : kernel::Prober {
  std::map<kernel::Vocabulary, std::vector<kernel::NamedValue>> words = {
      {kernel::Vocabulary::program_types, {{1, "socket_filter"}, {6, "xdp"}}},
      {kernel::Vocabulary::map_types, {{1, "hash"}, {27, "ringbuf"}}},
      {kernel::Vocabulary::helpers, {{1, "bpf_map_lookup_elem"}, {44, "bpf_xdp_adjust_head"}}},
      {kernel::Vocabulary::attach_types, {{0, "cgroup_inet_ingress"}, {37, "xdp"}}},
      {kernel::Vocabulary::link_types, {{6, "xdp"}}},
      {kernel::Vocabulary::map_flags, {{1, "no_prealloc"}}},
      {kernel::Vocabulary::btf_kinds, {{16, "float"}}},
  };
  std::map<std::pair<kernel::Vocabulary, std::uint32_t>, model::Support> answers;
  std::map<std::pair<std::uint32_t, std::uint32_t>, model::HelperSupport> calls;  // by type and helper
  std::map<kernel::Ability, model::Support> abilities;
  std::vector<kernel::HelperQuestion> asked;

  std::vector<kernel::NamedValue> values(kernel::Vocabulary of) override { return words[of]; }
  model::Support has(kernel::Vocabulary of, std::uint32_t value) override {
    const auto found = answers.find({of, value});
    return found != answers.end() ? found->second : model::yes();
  }
  std::vector<model::HelperSupport> helpers(std::span<const kernel::HelperQuestion> questions) override {
    std::vector<model::HelperSupport> told;
    for (const kernel::HelperQuestion& question : questions) {
      asked.push_back(question);
      const auto found = calls.find({question.program_type, question.helper});
      told.push_back(found != calls.end() ? found->second : model::HelperSupport{model::yes(), true, ""});
    }
    return told;
  }
  model::Support ability(kernel::Ability ability) override {
    return abilities.contains(ability) ? abilities[ability] : model::yes();
  }
  std::unique_ptr<kernel::Prober> on_device(const std::string& device) override {
    return device == "eth0" ? std::make_unique<FakeProber>(*this) : nullptr;
  }
};

// Every kfunc may be called from everywhere unless another answer is set for it.
struct FakeKfuncs : kernel::Kfuncs {
  model::KfuncCatalogue catalogue = {model::yes(), {{.name = "bpf_task_from_pid", .module = "vmlinux", .type_id = 7}}};
  std::map<std::pair<std::uint32_t, std::string>, model::KfuncSupport> calls;  // by program type and name

  model::KfuncCatalogue list() override { return catalogue; }
  std::vector<model::KfuncSupport> callable(std::span<const kernel::KfuncQuestion> questions) override {
    std::vector<model::KfuncSupport> answers;
    for (const kernel::KfuncQuestion& question : questions) {
      const auto found = calls.find({question.program_type, question.kfunc->name});
      answers.push_back(found != calls.end() ? found->second : model::KfuncSupport{model::yes(), false});
    }
    return answers;
  }
};

// Asks to stop at the n-th question.
// Map 3, a hash of 4-byte keys and 8-byte values.
inline model::Map counts_map() {
  model::Map map;
  map.id = {3};
  map.type = 1;
  map.type_name = "hash";
  map.name = "counts";
  map.key_size = 4;
  map.value_size = 8;
  map.max_entries = 8;
  return map;
}

struct FakeStop : kernel::Stop {
  int questions_left = 1000;
  bool requested() override { return questions_left-- <= 0; }
  int descriptor() const override { return -1; }
  bool wait(std::chrono::milliseconds) override { return requested(); }
};

struct FakeChild : kernel::Child {
  std::optional<int> code = 0;
  std::optional<int> status() override { return code; }
  int wait() override { return code.value_or(0); }
  int descriptor() const override { return -1; }
};

struct FakeProcesses : kernel::Processes, Failing {
  int questions_before_stop = 1000;
  std::optional<int> child_status = 0;
  std::vector<std::vector<std::string>> started;
  std::map<int, std::string> comms;

  std::unique_ptr<kernel::Stop> catch_stop() override {
    auto stop = std::make_unique<FakeStop>();
    stop->questions_left = questions_before_stop;
    return stop;
  }
  std::unique_ptr<kernel::Child> start(const std::vector<std::string>& command, bool) override {
    check();
    started.push_back(command);
    auto child = std::make_unique<FakeChild>();
    child->code = child_status;
    return child;
  }
  std::vector<std::vector<std::string>> pagers;
  std::unique_ptr<kernel::Pager> page(const std::vector<std::string>& command) override {
    pagers.push_back(command);
    return std::make_unique<kernel::Pager>();
  }
  int own_pid() override { return 1; }
  std::string comm(int pid) override { return comms.contains(pid) ? comms[pid] : ""; }
};

struct FakeHost : kernel::Host {
  std::map<std::string, long> sysctls;
  std::optional<std::map<std::string, std::string>> config;

  std::optional<long> sysctl(const std::string& path) override {
    return sysctls.contains(path) ? std::optional(sysctls[path]) : std::nullopt;
  }
  std::optional<std::map<std::string, std::string>> build_config() override { return config; }

  model::Surroundings around;
  bool unprivileged = false;
  std::optional<unsigned> columns;
  model::Surroundings surroundings() override { return around; }
  void become_unprivileged() override { unprivileged = true; }
  std::optional<unsigned> terminal_columns() override { return columns; }
  std::map<std::string, std::string> variables;
  std::string environment(const std::string& name) override { return variables.contains(name) ? variables[name] : ""; }
  bool error_on_terminal() override { return columns.has_value(); }
};

struct FakeHolders : kernel::Holders, Failing {
  std::map<model::ObjectKind, kernel::Holdings> held;

  kernel::Holdings of(model::ObjectKind kind, std::optional<std::uint32_t> id, std::size_t) override {
    check();
    kernel::Holdings found = held[kind];
    if (id) std::erase_if(found.by_id, [id](const auto& entry) { return entry.first != *id; });
    return found;
  }
};

struct FakeSymbols : kernel::Symbols {
  std::map<std::uint64_t, std::string> names;
  std::string name(int, std::uint64_t address) override { return names.contains(address) ? names[address] : ""; }
};

struct FakeKernel {
  FakePrograms programs;
  FakeMaps maps;
  FakeTypes types;
  FakePins pins;
  FakeLoader loader;
  FakeEvents events;
  FakeAttachments attachments;
  FakeProber prober;
  FakeProcesses processes;
  FakeHost host;
  FakeKfuncs kfuncs;
  FakeHolders holders;
  FakeLinks links;
  FakeNetwork network;
  FakeCgroups cgroups;
  FakeDwellings dwellings;
  FakeSymbols symbols;
  kernel::Kernel kernel{programs, maps,   types,   pins,  loader,  events,  attachments, prober, processes,
                        host,     kfuncs, holders, links, network, cgroups, dwellings,   symbols};
};

}  // namespace bpflens::test
