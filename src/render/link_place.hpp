// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Where a link attaches its program, by kind: in words, and as bpftool's keys.
#pragma once

#include <string>

#include "model/link.hpp"
#include "render/json.hpp"

namespace bpflens::render {

// Adds bpftool's keys for the kind, and ours for what numbers stand for.
void add_place(const model::LinkPlace& place, Json& json);

std::string words(const model::LinkPlace& place);

// "order_unspec", "self_only", ...: bpftool's words for enum bpf_cgroup_iter_order.
std::string_view order_word(std::uint32_t order);

}  // namespace bpflens::render
