// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Documents as bpflens writes them: keys in the order they were added, invalid UTF-8 replaced.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace bpflens::render {

using Json = nlohmann::ordered_json;

// The document on one line, or indented by four, with a newline at the end.
std::string text_of(const Json& document, bool pretty);

}  // namespace bpflens::render
