// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Compiled objects on their way into the kernel.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

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

struct LoadRequest {
  std::string path;                   // the compiled object
  std::optional<std::uint32_t> type;  // for every program, whatever its section says
  std::optional<std::uint32_t> attach_type;
  std::uint32_t ifindex = 0;  // device for offload; 0: none
  std::vector<MapReuse> reuse;
  bool first_program_only = false;       // bpftool's "prog load": only the first program in the file
  std::optional<std::string> own_bpffs;  // where maps declared LIBBPF_PIN_BY_NAME go
};

// What an object has become. Closing it (the destructor) detaches and unloads everything that
// nothing else holds.
class LoadedObject {
 public:
  virtual ~LoadedObject() = default;

  // In the object's order, as the kernel tells of them after loading.
  virtual std::vector<model::Program> programs() const = 0;
  virtual std::vector<model::Map> maps() const = 0;

  // Attaches a program where its section says. Throws when the section doesn't say, or the kernel refuses.
  virtual model::Link attach(model::ProgramId program) = 0;
};

class Loader {
 public:
  virtual ~Loader() = default;
  virtual std::unique_ptr<LoadedObject> load(const LoadRequest& request) = 0;

  // The libbpf that does the loading: "1.1".
  virtual std::string libbpf_version() = 0;
};

}  // namespace bpflens::kernel
