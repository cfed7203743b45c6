// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// An object doesn't say how long it is: it ends where the last of its parts does.
#include "object/embedded.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

namespace bpflens::object {
namespace {

constexpr std::string_view kStart =
    "\x7f"
    "ELF\x02";                                // of 64 bits
constexpr std::size_t kMostStarts = 1 << 16;  // so that a file full of them takes no time

// From the ELF header that it begins with; nothing when that is no BPF object's, or parts lie outside.
std::optional<std::size_t> size_of(Bytes from) {
  if (header_problem(from)) return std::nullopt;
  const auto header = *record_at<Elf64_Ehdr>(from, 0);
  if (header.e_machine != EM_BPF || header.e_shnum == 0 || header.e_shoff > from.size()) return std::nullopt;
  std::uint64_t end = header.e_shoff + header.e_shnum * sizeof(Elf64_Shdr);
  if (end > from.size()) return std::nullopt;
  for (std::uint64_t i = 0; i < header.e_shnum; ++i) {
    const auto section = *record_at<Elf64_Shdr>(from, header.e_shoff + i * sizeof(Elf64_Shdr));
    if (section.sh_type == SHT_NOBITS || section.sh_type == SHT_NULL) continue;
    if (section.sh_offset > from.size() || section.sh_size > from.size() - section.sh_offset) return std::nullopt;
    end = std::max(end, section.sh_offset + section.sh_size);
  }
  return end;
}

}  // namespace

std::vector<EmbeddedObject> embedded_objects(Bytes file) {
  std::vector<EmbeddedObject> found;
  const std::string_view text(reinterpret_cast<const char*>(file.data()), file.size());
  std::size_t starts = 0;
  for (std::size_t at = text.find(kStart, 1); at != std::string_view::npos && starts < kMostStarts; ++starts) {
    const auto size = size_of(file.subspan(at));
    if (size) found.push_back({at, *size});
    at = text.find(kStart, at + size.value_or(1));
  }
  return found;
}

}  // namespace bpflens::object
