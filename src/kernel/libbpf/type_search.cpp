// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The layout is that of Documentation/bpf/btf.rst, in the machine's own byte order.
#include "kernel/libbpf/type_search.hpp"

#include <bpf/btf.h>
#include <linux/btf.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "object/btf_edit.hpp"

namespace bpflens::kernel {
namespace {

struct Sections {
  std::span<const std::byte> types;
  std::string_view names;
};

// Nothing but what lies in the blob.
Sections sections(std::span<const std::byte> blob) {
  btf_header header{};
  if (blob.size() < sizeof header) return {};
  std::memcpy(&header, blob.data(), sizeof header);
  if (header.magic != BTF_MAGIC || header.hdr_len > blob.size()) return {};
  const std::span<const std::byte> data = blob.subspan(header.hdr_len);
  const auto part = [&](std::size_t offset, std::size_t size) {
    const std::span<const std::byte> rest = data.subspan(std::min(offset, data.size()));
    return rest.first(std::min(size, rest.size()));
  };
  const std::span<const std::byte> names = part(header.str_off, header.str_len);
  return {part(header.type_off, header.type_len), {reinterpret_cast<const char*>(names.data()), names.size()}};
}

std::string_view name_in(std::string_view names, std::uint32_t offset) {
  if (offset >= names.size()) return {};
  names.remove_prefix(offset);
  return names.substr(0, names.find('\0'));
}

}  // namespace

std::vector<FoundType> find_types(std::span<const std::byte> blob, std::span<const TypeName> wanted) {
  const auto [types, names] = sections(blob);
  std::vector<FoundType> found(wanted.size());
  std::uint32_t id = 0;
  for (std::size_t at = 0; types.size() - at >= sizeof(btf_type);) {
    const auto* type = reinterpret_cast<const btf_type*>(types.data() + at);  // types lie at multiples of four
    const std::optional<std::size_t> more = object::words_after(type->info);
    const std::size_t size = sizeof *type + more.value_or(0) * sizeof(std::uint32_t);
    if (!more || size > types.size() - at) break;
    ++id;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const auto& [name, kind] = wanted[i];
      if (kind != btf_kind(type) || found[i].id != 0) continue;
      // With the zero that ends it.
      if (type->name_off < names.size() && names.size() - type->name_off > name.size() &&
          std::memcmp(names.data() + type->name_off, name.c_str(), name.size() + 1) == 0)
        found[i] = {id, type};
    }
    at += size;
  }
  return found;
}

std::string_view name_at(std::span<const std::byte> blob, std::uint32_t offset) {
  return name_in(sections(blob).names, offset);
}

}  // namespace bpflens::kernel
