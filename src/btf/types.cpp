// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Parsing is libbpf's (btf__new): it checks the header, every type's size and every name's offset.
#include "btf/types.hpp"

#include <bpf/btf.h>

#include <cstdint>

namespace bpflens::btf {

void Types::Free::operator()(::btf* types) const { btf__free(types); }

std::optional<Types> Types::parse(std::span<const std::byte> blob) {
  ::btf* types = btf__new(blob.data(), static_cast<std::uint32_t>(blob.size()));
  if (types == nullptr) return std::nullopt;
  return Types(types);
}

}  // namespace bpflens::btf
