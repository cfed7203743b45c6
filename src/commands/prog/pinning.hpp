// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Gives what was loaded its pins, attached or not.
#pragma once

#include <map>
#include <string>

#include "commands/context.hpp"
#include "commands/prog/load_options.hpp"
#include "model/loaded.hpp"

namespace bpflens::commands {

// While it lives, SIGINT waits.
class Pinning {
 public:
  Pinning(Context& context, kernel::PinSet& pins, kernel::Stop& stop, kernel::LoadedObject& object);

  bool stopped() { return stop_.requested(); }
  void pin_maps(const std::string& directory);

  // Attaches as the options say. Pins the link, or else the program, unless the path is empty.
  void place(const model::Program& program, const std::string& path, const LoadOptions& options);

  // Puts the program in the place of the one that the link pinned there attaches.
  void replace(const model::Program& program, const std::string& path);

  // With a pin each: what stays when this process has gone. Else all of it.
  model::Loaded result(bool only_what_stays) const;

  const std::vector<model::Program>& programs() const { return loaded_.programs; }

 private:
  std::vector<std::string>& pins_of(const model::Program& program);
  void keep_link(model::Link link, const std::string& path);
  void add(const model::ObjectRef& object, const std::string& path, std::vector<std::string>& pins);
  bool is_used(model::MapId id) const;

  Context& context_;
  kernel::PinSet& pins_;
  kernel::Stop& stop_;
  kernel::LoadedObject& object_;
  model::Loaded loaded_;
};

}  // namespace bpflens::commands
