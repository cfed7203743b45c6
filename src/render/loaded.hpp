// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What an object has become in the kernel, as text and JSON.
#pragma once

#include <string>

#include "model/loaded.hpp"
#include "render/json.hpp"
#include "render/table.hpp"

namespace bpflens::render {

// {"programs": [...], "maps": [...], "links": [...]}: programs and maps as in bpftool's "show", links with
// id, type, prog_id, target and pinned.
Json to_json(const model::Loaded& loaded);

// One line a program, map or link.
Table table(const model::Loaded& loaded);

}  // namespace bpflens::render
