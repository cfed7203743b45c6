// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Requirements with their answers, as lines and as JSON.
#pragma once

#include <string>
#include <vector>

#include "model/requirement.hpp"
#include "render/json.hpp"

namespace bpflens::render {

// One line a requirement; below what isn't met, the places that need it.
std::string text(const model::KernelFindings& kernel, bool colour = false);

// {"answer", "kernels": [{"kernel", "file"?, "answer", "requirements": [{"requirement", "answer", "optional"?,
// "note"?, "errno"?, "reason"?, "needed_by"?: [...]}]}]}.
Json to_json(const std::vector<model::KernelFindings>& kernels);

}  // namespace bpflens::render
