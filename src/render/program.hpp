// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Programs as text and as bpftool's JSON.
#pragma once

#include <span>
#include <string>

#include "model/program.hpp"
#include "render/json_text.hpp"
#include "render/table.hpp"

namespace bpflens::render {

// What bpftool's "prog show" object has.
void write_fields(const model::Program& program, JsonText& out);

// The fields that bpftool puts in front of a program's instructions: id to gpl_compatible.
Json head_json(const model::Program& program);

// One line a program.
Table table(std::span<const model::Program> programs);

// One program, a "name: value" line a fact.
std::string details(const model::Program& program);

// 16 hex digits.
std::string hex(const model::Tag& tag);

}  // namespace bpflens::render
