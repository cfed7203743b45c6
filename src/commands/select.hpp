// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// From a selector to the objects it means.
#pragma once

#include <string>
#include <vector>

#include "commands/context.hpp"
#include "model/link.hpp"
#include "model/map.hpp"
#include "model/program.hpp"
#include "model/selector.hpp"

namespace bpflens::commands {

// Reads an OBJECT argument; throws UsageError naming the text when it has no valid form.
model::Selector selector(const std::string& text);

// Every program that matches; empty when none does. A pin of something else is a UsageError.
std::vector<model::Program> select_programs(kernel::Kernel& kernel, const model::Selector& wanted);

// Every map that matches; empty when none does. Selecting a map by tag is a UsageError.
std::vector<model::Map> select_maps(kernel::Kernel& kernel, const model::Selector& wanted);

// Every link that matches, by id or pin, or by name or tag of its program; empty when none does.
std::vector<model::Link> select_links(kernel::Kernel& kernel, const model::Selector& wanted);

// "no program with id 12", "no map named counts", "nothing is pinned at /sys/fs/bpf/x".
std::string not_found(const std::string& noun, const model::Selector& wanted);

}  // namespace bpflens::commands
