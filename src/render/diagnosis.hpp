// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Facts about a machine, as lines and as JSON.
#pragma once

#include <span>
#include <string>

#include "model/diagnosis.hpp"
#include "render/json.hpp"

namespace bpflens::render {

// "hindrance  tracefs  not mounted", with the next step in a line below.
std::string text(std::span<const model::Fact> facts, bool colour = false);

// {"name", "health", "value", "next_step"?}.
Json to_json(const model::Fact& fact);

}  // namespace bpflens::render
