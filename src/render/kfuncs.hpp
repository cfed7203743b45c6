// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Kernel functions with their prototypes and who may call them, as a table and as JSON.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "model/kfunc.hpp"
#include "render/json.hpp"
#include "render/matrix.hpp"
#include "render/table.hpp"

namespace bpflens::render {

// A kfunc with one answer a program type that was asked about.
struct KfuncRow {
  model::Kfunc kfunc;
  std::string prototype;
  std::vector<model::KfuncSupport> answers;
};

struct KfuncReport {
  std::vector<std::string> types;  // those that were asked about
  std::vector<KfuncRow> rows;
};

// One line a kfunc that is callable from a type, or of which that is unknown; then how many are not.
Table table(const KfuncReport& report);

// An array: {"name", "module", "prototype", "flags": [], "types": [], "unknown"?: [{"errno"?, "reason",
// "types": []}]}.
Json to_json(const KfuncReport& report);

Matrix matrix(const KfuncReport& report);

}  // namespace bpflens::render
