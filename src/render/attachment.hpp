// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Attachments through perf event descriptors as text and as bpftool's JSON.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "model/attachment.hpp"
#include "model/link.hpp"
#include "render/json.hpp"
#include "render/table.hpp"

namespace bpflens::render {

// bpftool's "perf list" object, with the process's comm added, and the source: "perf_event" or "link".
Json to_json(const model::PerfAttachment& attachment);

// "kprobe", "tracepoint"; and what it is at: a name, "do_exit+0x4".
std::string_view kind_word(model::PerfAttachment::Kind kind);
std::string target_words(const model::PerfAttachment& attachment);

// {"source":"link","link_id":…,"link_type":…,"prog_id":…} and what render/link.hpp tells of its place and holders.
Json attachment_json(const model::Link& link);

// One line an attachment, by descriptors and then by links.
Table table(std::span<const model::PerfAttachment> attachments, std::span<const model::Link> links);

}  // namespace bpflens::render
