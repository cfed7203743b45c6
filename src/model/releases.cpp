// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Releases: the tag that first contains the commit adding the enumerator (include/uapi/linux/bpf.h and btf.h);
// struct_ops links are older as an enumerator, but could be made only from 6.4 on.
#include "model/releases.hpp"

#include <array>
#include <bit>
#include <span>

namespace bpflens::model {
namespace {

// In the order of enum bpf_attach_type.
constexpr auto kAttachTypeReleases = std::to_array<std::string_view>(
    {"4.10", "4.10", "4.10", "4.13", "4.14", "4.14", "4.15", "4.17", "4.17", "4.17", "4.17", "4.17",
     "4.17", "4.17", "4.18", "4.18", "4.18", "4.20", "5.2",  "5.2",  "5.2",  "5.3",  "5.3",  "5.5",
     "5.5",  "5.5",  "5.7",  "5.7",  "5.8",  "5.8",  "5.8",  "5.8",  "5.8",  "5.8",  "5.9",  "5.9",
     "5.9",  "5.9",  "5.13", "5.14", "5.14", "5.15", "5.18", "6.0",  "6.4",  "6.4",  "6.6",  "6.6",
     "6.6",  "6.7",  "6.7",  "6.7",  "6.7",  "6.7",  "6.7",  "6.7",  "6.10", "6.13"});

// In the order of enum bpf_link_type.
constexpr auto kLinkTypeReleases = std::to_array<std::string_view>(
    {"", "5.8", "5.8", "5.8", "5.8", "5.8", "5.9", "5.15", "5.18", "6.4", "6.4", "6.6", "6.6", "6.7", "6.10"});

// Row i is bit i.
constexpr auto kMapFlags =
    std::to_array<std::string_view>({"4.6", "4.10", "4.14", "4.15", "4.15", "4.17", "5.0", "5.2", "5.2", "5.4",
                                     "5.5", "5.10", "5.10", "6.4",  "6.5",  "6.9",  "6.9", "6.9", "6.9", "6.19"});

// In the order of BTF_KIND_*.
constexpr auto kBtfKindReleases =
    std::to_array<std::string_view>({"",     "4.18", "4.18", "4.18", "4.18", "4.18", "4.18", "4.18", "4.18", "4.18",
                                     "4.18", "4.18", "5.0",  "5.0",  "5.2",  "5.2",  "5.13", "5.16", "5.17", "6.0"});

std::string_view release_at(std::span<const std::string_view> table, std::uint32_t index) {
  return index < table.size() ? table[index] : std::string_view{};
}

}  // namespace

std::string_view attach_type_since(std::uint32_t type) { return release_at(kAttachTypeReleases, type); }
std::string_view link_type_since(std::uint32_t type) { return release_at(kLinkTypeReleases, type); }
std::string_view map_flag_since(std::uint32_t flag) {
  return release_at(kMapFlags, static_cast<std::uint32_t>(std::countr_zero(flag)));
}
std::string_view btf_kind_since(std::uint32_t kind) { return release_at(kBtfKindReleases, kind); }

}  // namespace bpflens::model
