// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "render/removed.hpp"

#include "render/escape.hpp"

namespace bpflens::render {

Json to_json(const Removed& removed) {
  Json json{{"removed_pins", Json::array()}, {"removed_directories", removed.directories}};
  for (const auto& [path, why] : removed.pins) json["removed_pins"].push_back(path);
  if (removed.dry_run) json["dry_run"] = true;
  return json;
}

std::string text_of(const Removed& removed) {
  const std::string fate = removed.dry_run ? " would be removed" : " removed";
  std::string text;
  for (const auto& [path, why] : removed.pins)
    text += "pin " + printable(path) + fate + (why.empty() ? "" : ": " + printable(why)) + "\n";
  for (const std::string& path : removed.directories) text += "directory " + printable(path) + fate + "\n";
  return text.empty() ? "nothing to remove\n" : text;
}

}  // namespace bpflens::render
