// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Compiled objects on their way into the kernel.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kernel/detail.hpp"
#include "kernel/error.hpp"
#include "model/link.hpp"
#include "model/map.hpp"
#include "model/program.hpp"

namespace bpflens::kernel {

// A map of the object that is to be replaced by one the kernel already holds.
struct MapReuse {
  std::optional<std::size_t> index;  // its place in the object's map section...
  std::string name;                  // ...or its name
  model::MapId with;
};

// What a section name stands for: "xdp", "cgroup/connect4", "kprobe".
struct SectionKind {
  std::uint32_t type = 0;         // enum bpf_prog_type
  std::uint32_t attach_type = 0;  // enum bpf_attach_type
  bool operator==(const SectionKind&) const = default;
};

// A section of global data: ".rodata", ".data", ".bss", or one of a name of its own.
struct DataSection {
  std::string name;
  std::uint32_t type = 0;  // of the section, in the object's BTF
  std::vector<std::byte> bytes;
};

// What an object's variables are before it is loaded.
struct ObjectData {
  std::vector<std::byte> btf;  // empty where the object has none
  std::vector<DataSection> sections;
};

struct LoadRequest {
  std::string path;                   // the compiled object
  bool built_in = false;              // it is one of bpflens' own, and the path its name: "trace_exec"
  std::optional<std::uint32_t> type;  // for every program, whatever its section says
  std::optional<std::uint32_t> attach_type;
  std::string device;  // name of the network device to offload to; empty: none
  std::vector<MapReuse> reuse;
  bool first_program_only = false;       // bpftool's "prog load": only the first program in the file
  std::optional<std::string> own_bpffs;  // where maps declared LIBBPF_PIN_BY_NAME go
  bool mount_tracefs = false;            // when attaching needs it and it isn't mounted
  std::vector<std::string> only;         // names of the programs to load; none: all
  bool keep_going = false;               // load the others when a program is rejected
  std::vector<DataSection> data;         // takes the place of the object's own sections
  std::uint32_t log_level = 0;           // of the verifier (bits of BPF_LOG_*); 0: its log only when it rejects
  Detail detail = Detail::all;           // of the programs and maps that the loaded object tells of
};

// A program that is instructions alone.
struct RawRequest {
  std::string name;                     // for messages and, as far as the kernel's rules go, for the program
  std::vector<std::byte> instructions;  // 8-byte slots; loads of maps hold ids, or indexes with a row in `reuse`
  std::uint32_t type = 0;               // enum bpf_prog_type
  std::uint32_t attach_type = 0;        // enum bpf_attach_type
  std::string license;                  // "GPL" where helpers want it
  std::vector<MapReuse> reuse;          // by index
};

// What an object has become. Closing it (the destructor) detaches and unloads everything that
// nothing else holds.
class LoadedObject {
 public:
  virtual ~LoadedObject() = default;

  // In the object's order, as the kernel tells of them after loading.
  virtual std::vector<model::Program> programs() const = 0;
  virtual std::vector<model::Map> maps() const = 0;

  // What the object calls each of maps(); the kernel cuts names after 15 characters.
  virtual std::vector<std::string> map_names() const = 0;

  // Pins that loading itself has made: maps declared LIBBPF_PIN_BY_NAME that were not there before.
  virtual std::vector<std::string> own_pins() const { return {}; }

  // What was done to the object so that it could be loaded, in sentences for the user; mostly none.
  virtual std::vector<std::string> notices() const { return {}; }

  // With keep_going: the programs that were rejected, with their logs.
  virtual std::vector<Failure> failures() const { return {}; }

  // With a log level: what the verifier said of every program.
  virtual std::string verifier_log() const { return ""; }

  // Whether the program's section names what to attach it to.
  virtual bool says_where(model::ProgramId) const { return true; }

  // Attaches a program where its section says. Throws when the section doesn't say, or the kernel refuses.
  virtual model::Link attach(model::ProgramId program) = 0;

  // Attaches a program to what the target names, by the program's type: a network interface, the path of a control
  // group, BINARY:SYMBOL, CATEGORY:TRACEPOINT.
  virtual model::Link attach_to(model::ProgramId program, const std::string& target) = 0;

  // Puts a program in the place of the one that a pinned link attaches, without a gap (BPF_LINK_UPDATE).
  virtual model::Link replace(model::ProgramId program, const std::string& pinned_link) = 0;
};

class Loader {
 public:
  virtual ~Loader() = default;

  // Throws, leaving nothing loaded or pinned: ErrorKind::verifier with the whole log when a program was
  // rejected, not_found for a missing file, refused for one that is no BPF object.
  virtual std::unique_ptr<LoadedObject> load(const LoadRequest& request) = 0;

  // The same for bare instructions; what is loaded has one program, and says nowhere where to attach it.
  virtual std::unique_ptr<LoadedObject> load_raw(const RawRequest& request) = 0;
  // The variables of an object in a file. Throws as load does when it is no object.
  virtual ObjectData data_of(const std::string& path) = 0;

  // What a section of that name would be loaded as; nothing when libbpf knows no such section.
  virtual std::optional<SectionKind> kind_of(const std::string& section) = 0;

  // The libbpf that does the loading: "1.1".
  virtual std::string libbpf_version() = 0;
};

}  // namespace bpflens::kernel
