// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Pins as text and as JSON.
#pragma once

#include <span>
#include <string>

#include "model/pin.hpp"
#include "render/json.hpp"
#include "render/table.hpp"

namespace bpflens::render {

// path, kind, id, type, name?, uid, gid, mode ("0600"), mount, last_reference? and, of another mount namespace,
// seen_by {pid, comm, cgroup...}; a pin that couldn't be opened has "why" in place of kind, id, type and name.
Json to_json(const model::Pin& pin);

// "seen_by": the process, as holders are told of.
void add_seen_by(const model::Inhabitant& inhabitant, Json& json);

// One line a pin. Columns that would be empty are left out: MOUNT where all are on one, LAST (whether nothing else
// keeps the object) where that wasn't told, SEEN BY without other mount namespaces, NOTE when all could be opened.
Table table(std::span<const model::Pin> pins);

}  // namespace bpflens::render
