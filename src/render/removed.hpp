// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What was taken away from bpffs mounts, or would be.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "render/json.hpp"

namespace bpflens::render {

struct Removed {
  std::vector<std::pair<std::string, std::string>> pins;  // path, and why it went; may be empty
  std::vector<std::string> directories;
  bool dry_run = false;
};

// removed_pins, removed_directories, dry_run?
Json to_json(const Removed& removed);

// A line each; "nothing to remove".
std::string text_of(const Removed& removed);

}  // namespace bpflens::render
