// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What a kernel can do, as text, as bpftool's JSON and as C macros.
#pragma once

#include <span>
#include <string>

#include "model/feature.hpp"
#include "render/json.hpp"

namespace bpflens::render {

// bpftool's "feature probe" object, with what it doesn't ask for behind it. A null stands for unknown; the added
// key "unknown" says why, and the added keys "not_callable" and "other_attach_types" hold the helpers whose answer
// depends on more than the type.
Json to_json(const model::FeatureReport& report);

// One line a fact, helpers as wrapped lists.
std::string text(const model::FeatureReport& report);

// A C header: HAVE_X or NO_HAVE_X, each with the prefix in front; nothing but a comment for unknown.
std::string macros(const model::FeatureReport& report, const std::string& prefix);

// "EPERM" for 1; "errno 524" for a number without a name.
std::string errno_word(int error);

// "yes", "no" or "unknown".
std::string word(model::Answer answer);

// "EPERM: this process has neither CAP_BPF nor CAP_SYS_ADMIN"; empty when the answer is known.
std::string reason(const model::Support& support);

}  // namespace bpflens::render
