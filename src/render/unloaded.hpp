// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What "prog unload" has done, as text and JSON.
#pragma once

#include <string>
#include <vector>

#include "model/link.hpp"
#include "model/program.hpp"
#include "render/json.hpp"

namespace bpflens::render {

struct Unloaded {
  model::Program program;
  bool dry_run = false;
  std::vector<model::Link> detached;
  std::vector<model::Link> still_attached;  // links of types that only their holders can end
  std::vector<std::string> pins;            // that were removed
  std::vector<model::Holder> holders;       // that are left
  bool gone = false;
};

// {"id", "unloaded", "detached_links": [ids], "attached_links": [ids], "removed_pins": [...], "pids": [...]}.
Json to_json(const Unloaded& result);

// A line a deed, and at the end what became of the program.
std::string text_of(const Unloaded& result);

}  // namespace bpflens::render
