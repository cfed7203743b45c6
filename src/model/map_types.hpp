// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What the map types have in common and what sets them apart.
#pragma once

#include <cstdint>
#include <string_view>

namespace bpflens::model {

// enum bpf_map_type (uapi linux/bpf.h), the ones that need a word of their own somewhere.
enum MapType : std::uint32_t {
  kHash = 1,
  kArray = 2,
  kProgramArray = 3,
  kPerfEventArray = 4,
  kPerCpuHash = 5,
  kPerCpuArray = 6,
  kStackTrace = 7,
  kCgroupArray = 8,
  kLruHash = 9,
  kLruPerCpuHash = 10,
  kLpmTrie = 11,
  kArrayOfMaps = 12,
  kHashOfMaps = 13,
  kDevmap = 14,
  kSockmap = 15,
  kCpumap = 16,
  kXskmap = 17,
  kSockhash = 18,
  kCgroupStorage = 19,
  kReuseportSockarray = 20,
  kPerCpuCgroupStorage = 21,
  kQueue = 22,
  kStack = 23,
  kSkStorage = 24,
  kDevmapHash = 25,
  kStructOps = 26,
  kRingBuffer = 27,
  kInodeStorage = 28,
  kTaskStorage = 29,
  kBloomFilter = 30,
  kUserRingBuffer = 31,
  kCgrpStorage = 32,
  kArena = 33,
};

// Each CPU has a value of its own.
constexpr bool is_per_cpu(std::uint32_t type) {
  return type == kPerCpuHash || type == kPerCpuArray || type == kLruPerCpuHash || type == kPerCpuCgroupStorage;
}

constexpr bool is_map_of_maps(std::uint32_t type) { return type == kArrayOfMaps || type == kHashOfMaps; }

// A value is a descriptor on its way in and an id on its way out.
constexpr bool holds_programs(std::uint32_t type) { return type == kProgramArray; }

// Why a map of the type has no entries that could be read one by one, and what to use instead; empty when it has.
std::string_view why_no_entries(std::uint32_t type);

}  // namespace bpflens::model
