// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A few types of a large BTF blob by their names, in one walk over it. libbpf's parser would copy the blob and index
// all of its types first, and walk once for every name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

struct btf_type;

namespace bpflens::kernel {

struct TypeName {
  std::string name;
  std::uint32_t kind = 0;  // BTF_KIND_*

  bool operator<(const TypeName& other) const { return std::tie(kind, name) < std::tie(other.kind, other.name); }
};

struct FoundType {
  std::uint32_t id = 0;            // 0: there is no such type
  const btf_type* type = nullptr;  // in the blob, with all that follows it
};

// The first type of each name and kind, in the order of the question. A blob that ends early, or with a kind that isn't
// known, is searched up to there.
std::vector<FoundType> find_types(std::span<const std::byte> blob, std::span<const TypeName> wanted);

// The name at an offset into the blob's strings; empty where the offset leads out of them.
std::string_view name_at(std::span<const std::byte> blob, std::uint32_t offset);

}  // namespace bpflens::kernel
