// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Every attachment of the system, whichever way it was found.
#pragma once

#include <span>
#include <string>

#include "model/attached.hpp"
#include "render/json.hpp"
#include "render/table.hpp"

namespace bpflens::render {

// source, type, prog_id?, prog_name?, link_id?, map_id?, target, cgroup_path?, netns_ino?, pids?
Json to_json(const model::Attached& attached);

// One line an attachment.
Table table(std::span<const model::Attached> all);

}  // namespace bpflens::render
