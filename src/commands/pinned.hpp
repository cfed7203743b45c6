// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Joins objects with the names that bpffs mounts have for them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "kernel/pins.hpp"

namespace bpflens::commands {

// Fills in the pins of each object from every bpffs this process sees.
template <class Object>
void add_pins(kernel::Pins& pins, model::ObjectKind kind, std::vector<Object>& objects) {
  std::map<std::uint32_t, std::vector<std::string>> paths;
  for (const std::string& mount : pins.mounts())
    for (const model::Pin& pin : pins.list(mount))
      if (pin.object && pin.object->kind == kind) paths[pin.object->id].push_back(pin.path);
  for (Object& object : objects)
    if (const auto found = paths.find(object.id.value); found != paths.end()) object.pins = found->second;
}

}  // namespace bpflens::commands
