// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What was counted while a program ran, in bpftool's shapes.
#pragma once

#include <string>

#include "model/profile.hpp"
#include "render/json.hpp"

namespace bpflens::render {

// A line a metric, with its relation to another where both were counted, and how much of the time it was counted where
// that isn't all.
std::string text_of(const model::ProfileReadings& readings);

// [{"metric", "run_cnt", "value", "enabled", "running"}]
Json to_json(const model::ProfileReadings& readings);

}  // namespace bpflens::render
