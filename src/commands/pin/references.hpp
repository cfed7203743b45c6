// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Whether a pin is the last thing that keeps its object, as far as can be seen.
#pragma once

#include <vector>

#include "commands/context.hpp"
#include "model/pin.hpp"

namespace bpflens::commands {

// Fills in last_reference. `all` are the pins that count, those that are asked about among them. Nothing is filled in
// for callers who may not see programs, links and descriptors of others.
void add_references(Context& context, const std::vector<model::Pin>& all, std::vector<model::Pin>& asked);

}  // namespace bpflens::commands
