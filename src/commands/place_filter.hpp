// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// --container, --netns, --cgroup: only the objects that belong to a place.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "commands/context.hpp"
#include "model/pin.hpp"
#include "render/escape.hpp"

namespace bpflens::commands {

struct PlaceFilter {
  std::string container;
  std::string netns;
  std::string cgroup;
  bool empty() const { return container.empty() && netns.empty() && cgroup.empty(); }
};

void declare_place_filter(CLI::App& app, PlaceFilter& filter);

// The ids of what a place holds by a descriptor or has attached; a map also where a program does that uses it.
struct PlaceObjects {
  std::set<std::uint32_t> programs;
  std::set<std::uint32_t> maps;
  std::set<std::uint32_t> links;

  bool has(const model::ObjectRef& object) const;
};

// Throws UsageError when nothing of the name is seen here. Of several filters all must fit the same holder or
// attachment. Why the answer may not be the whole one is added to `partial`.
PlaceObjects objects_of_place(Context& context, const PlaceFilter& filter, std::vector<std::string>& partial);

// Keeps those of the objects that the filter means, if there is one.
template <class Object>
void keep_of_place(Context& context, const PlaceFilter& filter, model::ObjectKind kind, std::vector<Object>& objects) {
  if (filter.empty()) return;
  std::vector<std::string> partial;
  const PlaceObjects wanted = objects_of_place(context, filter, partial);
  std::erase_if(objects, [&](const Object& object) { return !wanted.has({kind, object.id.value}); });
  for (const std::string& why : partial)
    context.err << "bpflens: some may be missing: " << render::printable(why) << std::endl;
}

}  // namespace bpflens::commands
