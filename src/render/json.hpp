// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Documents as bpflens writes them: keys in the order they were added, invalid UTF-8 replaced.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace bpflens::render {

using Json = nlohmann::ordered_json;

// The document on one line, or indented by four, with a newline at the end.
std::string text_of(const Json& document, bool pretty);

// An array of the documents that to_json makes of the items, in the same form; on one line it holds only
// one of them at a time.
template <class Range, class ToJson>
std::string array_text(const Range& items, ToJson to_json, bool pretty) {
  if (pretty) {
    Json array = Json::array();
    for (const auto& item : items) array.push_back(to_json(item));
    return text_of(array, pretty);
  }
  std::string text = "[";
  for (const auto& item : items) {
    text += text_of(to_json(item), false);
    text.back() = ',';
  }
  if (text.back() == ',') text.pop_back();
  return text + "]\n";
}

}  // namespace bpflens::render
