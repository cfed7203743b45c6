// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Names in bpffs mounts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/pin.hpp"

namespace bpflens::kernel {

class Pins {
 public:
  virtual ~Pins() = default;

  // The mount points of every bpffs this process sees, in mount order (/proc/self/mountinfo).
  virtual std::vector<std::string> mounts() = 0;

  // Everything pinned at or below a directory, by path. Throws when it is not on a bpffs.
  virtual std::vector<model::Pin> list(const std::string& directory) = 0;

  // What a path pins; nothing when there is no such file. Throws when it is not a pin.
  virtual std::optional<model::Pin> find(const std::string& path) = 0;

  // Gives an object a name. Never replaces: an existing path is an error. Parents must exist.
  virtual void add(const model::ObjectRef& object, const std::string& path) = 0;

  // Takes a name away; the object lives on while anything else holds it.
  virtual void remove(const std::string& path) = 0;

  // Mounts a bpffs on the directory.
  virtual void mount(const std::string& directory) = 0;
};

}  // namespace bpflens::kernel
