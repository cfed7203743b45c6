// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Pins as text and as JSON.
#pragma once

#include <span>
#include <string>

#include "model/pin.hpp"
#include "render/json.hpp"

namespace bpflens::render {

// path, kind, id, type, name?, uid, gid, mode ("0600"), mount; a pin that couldn't be opened has "why" in
// place of kind, id, type and name.
Json to_json(const model::Pin& pin);

// One line a pin; the column NOTE is there only when something couldn't be opened.
std::string table(std::span<const model::Pin> pins);

}  // namespace bpflens::render
