// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A list's JSON in the other forms that machines read: any list, since its objects are all that is looked at.
#pragma once

#include <string>
#include <vector>

#include "render/json.hpp"
#include "render/table.hpp"

namespace bpflens::render {

enum class Form { text, json, json_lines, csv };

struct RowStyle {
  Form form = Form::text;
  std::vector<std::string> fields;  // in that order; in JSON none means all that an object has
  bool bare = false;                // the values of the first field alone
  Look look;                        // of text; for CSV its headings, and whether a terminal shows it
  bool pretty = false;              // for JSON
};

// The document is an array of objects, or one object. What an object lacks is left out of JSON, "-" in text and empty
// in CSV (RFC 4180, but lines end in \n); values that are no scalars stay JSON.
std::string rows_text(const Json& document, const RowStyle& style);

}  // namespace bpflens::render
