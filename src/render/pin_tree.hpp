// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Pins as a tree of directories.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/pin.hpp"
#include "render/json.hpp"

namespace bpflens::render {

// A directory of a bpffs and what is in it.
struct PinTree {
  model::BpffsMount mount;
  std::string top;  // the directory; mostly the mount point
  std::vector<model::Pin> pins;
  std::vector<std::string> directories;      // also empty ones
  std::optional<model::Inhabitant> seen_by;  // of a mount in another mount namespace
};

// Puts every pin into the tree of its mount; for those of other mount namespaces trees are added.
void sort_into(std::vector<PinTree>& trees, std::span<const model::Pin> pins);

// "mount", "top", "read_only"?, "delegate"? {"cmds", "maps", "progs", "attachs"}, "entries": a pin as in the list with
// its "entry", a directory with "entry", "path" and "entries".
Json to_json(const PinTree& tree);

std::string text_of(std::span<const PinTree> trees);

// {"cmds", "maps", "progs", "attachs"}: those that are delegated.
Json to_json(const model::Delegation& delegation);

}  // namespace bpflens::render
