// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Links as text and as bpftool's JSON.
#pragma once

#include <span>
#include <string>

#include "model/link.hpp"
#include "render/json_text.hpp"
#include "render/table.hpp"

namespace bpflens::render {

// bpftool's "link show" object; added are prog_name, the names that numbers stand for (cgroup_path, netns_name,
// map_name, struct_ops, target_func...) and "target", the words of the table.
Json to_json(const model::Link& link);
void write_fields(const model::Link& link, JsonText& out);

// "eth0 ingress", "cgroup /system.slice (cgroup_inet_ingress)", "sched_switch"; empty when it isn't known.
std::string target_words(const model::Link& link);

// One line a link; the column PINNED is there only when one is.
Table table(std::span<const model::Link> links);

// One link, a "name: value" line a fact.
std::string details(const model::Link& link);

}  // namespace bpflens::render
