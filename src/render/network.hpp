// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What is attached in network namespaces, as text and as bpftool's "net show".
#pragma once

#include <span>
#include <string>
#include <vector>

#include "model/link.hpp"
#include "model/network.hpp"
#include "render/json.hpp"
#include "render/table.hpp"

namespace bpflens::render {

// bpftool's object: xdp, tc, flow_dissector (as objects with "id", where bpftool's is no JSON) and netfilter; added are
// sk_lookup, netns_ino and netns_name. Netfilter's links belong to namespaces that the kernel doesn't tell.
Json to_json(const model::NetworkAttachments& found, std::span<const model::Link> netfilter);

// One line an attachment; the column NETNS is there when they are of several.
Table table(std::span<const model::NetworkAttachments> all, std::span<const model::Link> netfilter);

}  // namespace bpflens::render
