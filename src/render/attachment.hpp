// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Attachments through perf event descriptors as text and as bpftool's JSON.
#pragma once

#include <span>
#include <string>

#include "model/attachment.hpp"
#include "render/json.hpp"

namespace bpflens::render {

// bpftool's "perf list" object, with the process's comm added.
Json to_json(const model::PerfAttachment& attachment);

// One line an attachment.
std::string table(std::span<const model::PerfAttachment> attachments);

}  // namespace bpflens::render
