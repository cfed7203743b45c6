// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Which helper a kernel function is: a loaded program calls functions, and what can be loaded names helpers.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace bpflens::model {

// The helper whose work that function does for some type of program or map: bpf_get_prandom_u32 for
// "bpf_user_rnd_u32", bpf_perf_event_output for "bpf_perf_event_output_tp", bpf_map_update_elem for
// "htab_map_update_elem". Nothing for a function that is no helper.
std::optional<std::uint32_t> helper_of_symbol(std::string_view symbol);

}  // namespace bpflens::model
