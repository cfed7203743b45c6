// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Names in bpffs mounts.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/pin.hpp"

namespace bpflens::kernel {

// What may be made on the way to a new pin; all of it is undone when the pin can't be made.
struct PinOptions {
  bool make_parents = false;  // directories above it
  bool mount = false;         // a bpffs, on the nearest directory that exists, if that isn't on one
};

// Pins that are made together or not at all: at the end of its life everything added is taken away again,
// with the directories and mounts made for it, unless keep() was called.
class PinSet {
 public:
  virtual ~PinSet() = default;

  // Makes a directory ready for pins, as the options say. Throws when it isn't on a bpffs.
  virtual void prepare(const std::string& directory, const PinOptions& options) = 0;

  // As Pins::add, into a directory that was prepared.
  virtual void add(const model::ObjectRef& object, const std::string& path) = 0;

  // Makes a pin that is there already part of the set.
  virtual void adopt(const std::string& path) = 0;

  virtual void keep() = 0;
};

struct PinsElsewhere {
  std::vector<model::Pin> pins;  // by process, then path
  std::string partial;           // why some may be missing; empty when none is
};

class Pins {
 public:
  virtual ~Pins() = default;

  // Where every bpffs this process sees is mounted, in mount order (/proc/self/mountinfo); of places where the same is
  // seen, one.
  virtual std::vector<std::string> mounts() = 0;

  // All places, with what they allow.
  virtual std::vector<model::BpffsMount> described_mounts() = 0;

  // Everything pinned at or below a directory, by path; file systems mounted below it aren't entered.
  // What vanishes or can't be opened (a directory, too; also this one) is there without an object and
  // says why. Throws when the directory doesn't exist or isn't on a bpffs.
  virtual std::vector<model::Pin> list(const std::string& directory) = 0;

  // What a path pins; nothing when there is no such file. Throws when it is not a pin.
  virtual std::optional<model::Pin> find(const std::string& path) = 0;

  // Gives an object a name. Never replaces: an existing path is an error. Parents must exist, and
  // be on a bpffs, unless the options say to make them.
  virtual void add(const model::ObjectRef& object, const std::string& path, const PinOptions& options = {}) = 0;

  virtual std::unique_ptr<PinSet> new_set() = 0;

  // Every directory below one, without it, each after those in it; as for list.
  virtual std::vector<std::string> directories(const std::string& directory) = 0;

  // Gives a pin another name, on the same bpffs or another. Never replaces; options as for add.
  virtual void move(const std::string& from, const std::string& to, const PinOptions& options) = 0;

  // Takes a directory of a bpffs away; false when it isn't empty (any more).
  virtual bool remove_directory(const std::string& path) = 0;

  // What is pinned on file systems that are seen only in other mount namespaces: each once, with a process that sees
  // it. Both namespaces and processes may vanish meanwhile.
  virtual PinsElsewhere elsewhere() = 0;

  // The pins as a process sees them that may live in another mount namespace; throws when there is no such process or
  // it may not be looked into. Symbolic links aren't followed there: they are made by who lives there.
  virtual std::unique_ptr<Pins> inside(int pid) = 0;

  // Takes a name away; the object lives on while anything else holds it. Throws when there is no such
  // file, or when it is no pin.
  virtual void remove(const std::string& path) = 0;

  // Mounts a bpffs on the directory, which must be empty and not be on one.
  virtual void mount(const std::string& directory) = 0;
};

}  // namespace bpflens::kernel
