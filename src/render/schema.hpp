// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The JSON Schemas of the directory schema, which are installed and compiled in: what a list's objects may have.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bpflens::render {

struct Field {
  std::string name;
  std::string type;         // "integer", "string or integer", ...; may be empty
  std::string description;  // may be empty
};

// The fields that objects of that definition may have, in their order.
std::vector<Field> described_fields(std::string_view definition);

// The names of the fields that objects of that definition may have ("prog"), in their order; none when there is no
// such definition.
std::vector<std::string> fields_of(std::string_view definition);

}  // namespace bpflens::render
