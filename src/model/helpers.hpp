// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The helper functions that programs may call: one table, in the order of enum bpf_func_id.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace bpflens::model {

struct HelperFact {
  std::string_view name;     // "bpf_map_lookup_elem"
  std::string_view since;    // the first Linux release that had it: "3.19"
  std::string_view summary;  // what it does, in a few words
};

// Row i describes helper i; row 0 is no helper. Complete to Linux 6.18: since 211 (Linux 6.2) new functions
// are kfuncs, not helpers.
std::span<const HelperFact> helpers();

// The row for a helper, or null when the id is 0 or newer than the table.
const HelperFact* helper_fact(std::uint32_t id);

// The id of a helper, with or without its "bpf_"; nothing when the table has no such name.
std::optional<std::uint32_t> helper_id(std::string_view name);

// The first Linux release that had bpf_cgrp_storage_delete and so on for program and map types; empty when
// the value is newer than the tables.
std::string_view program_type_since(std::uint32_t type);
std::string_view map_type_since(std::uint32_t type);

// Loading a program that calls one of these makes the kernel write a banner into its log.
bool makes_kernel_log_banner(std::string_view helper_name);

// Another helper that is the better choice, e.g. bpf_probe_read_kernel for bpf_probe_read; empty for most.
std::string_view better_helper(std::string_view helper_name);

}  // namespace bpflens::model
