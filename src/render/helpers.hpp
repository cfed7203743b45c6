// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Pairs of program type and helper, as a table and as JSON.
#pragma once

#include <span>
#include <string>

#include "model/feature.hpp"
#include "render/json.hpp"
#include "render/matrix.hpp"
#include "render/table.hpp"

namespace bpflens::render {

// One line a pair that is callable or unknown, without a column for what all lines share; then how many of
// the pairs are not callable.
Table table(std::span<const model::HelperPair> pairs, bool one_type, bool one_helper);

// An array: {"type", "helper", "answer": "yes"|"no"|"unknown", "gpl_only"?, "since"?, "summary"?, "note"?,
// "better"?, "errno"?, "reason"?}.
Json to_json(std::span<const model::HelperPair> pairs);

// Helpers down, program types across; pairs come grouped by type.
Matrix matrix(std::span<const model::HelperPair> pairs);

}  // namespace bpflens::render
