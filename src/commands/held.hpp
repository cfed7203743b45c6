// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Joins objects with the processes that hold them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "commands/context.hpp"
#include "render/escape.hpp"

namespace bpflens::commands {

// Fills in the holders of each object. Returns why some may be missing; empty when none is.
template <class Object>
std::string add_holders(kernel::Holders& holders, model::ObjectKind kind, std::vector<Object>& objects) {
  std::optional<std::uint32_t> only;
  if (objects.size() == 1) only = objects[0].id.value;
  kernel::Holdings held = holders.of(kind, only, objects.size());
  for (Object& object : objects)
    if (const auto found = held.by_id.find(object.id.value); found != held.by_id.end())
      object.holders = std::move(found->second);
  return held.partial;
}

// Says on standard error that a view is not the whole one.
inline void warn_of_partial_view(Context& context, const std::string& why) {
  if (!why.empty()) context.err << "bpflens: holders may be missing: " << render::printable(why) << std::endl;
}

}  // namespace bpflens::commands
