// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Maps as text and as bpftool's JSON.
#pragma once

#include <span>
#include <string>

#include "model/map.hpp"
#include "render/json_text.hpp"
#include "render/table.hpp"

namespace bpflens::render {

// What bpftool's "map show" object has, with map_extra and full_name added where there are any.
void write_fields(const model::Map& map, JsonText& out);

// One line a map.
Table table(std::span<const model::Map> maps);

// One map, a "name: value" line a fact.
std::string details(const model::Map& map);

// What stands above the entries of one of several maps that are dumped: for JSON all of bpftool's object up to
// the value of "elements", which begins at column 8 where it is indented.
std::string dump_heading(const model::Map& map, bool json, bool pretty);

}  // namespace bpflens::render
