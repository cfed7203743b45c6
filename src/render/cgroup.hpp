// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Programs of control groups as text and as bpftool's JSON.
#pragma once

#include <span>
#include <string>

#include "model/cgroup.hpp"
#include "render/json.hpp"
#include "render/table.hpp"

namespace bpflens::render {

// bpftool's entry of "cgroup show"; of effective programs without attach_flags.
Json to_json(const model::CgroupProgram& program, bool effective);

// bpftool's entry of "cgroup tree": cgroup, programs.
Json to_json(const model::CgroupPrograms& group, bool effective);

// One line a program; the column CGROUP is there for trees.
Table table(std::span<const model::CgroupPrograms> groups, bool effective, bool tree);

}  // namespace bpflens::render
