// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "model/map_flags.hpp"

#include <algorithm>
#include <array>

namespace bpflens::model {
namespace {

// Row i is bit i.
constexpr auto kFlags = std::to_array<std::string_view>({
    "no_prealloc", "no_common_lru", "numa_node", "rdonly",        "wronly",         "stack_build_id", "zero_seed",
    "rdonly_prog", "wronly_prog",   "clone",     "mmapable",      "preserve_elems", "inner_map",      "link",
    "path_fd",     "vtype_obj_fd",  "token_fd",  "segv_on_fault", "no_user_conv",   "rb_overwrite",
});

std::string hex_digits(std::uint32_t number) {
  std::string text;
  for (; number != 0; number /= 16) text.insert(text.begin(), "0123456789abcdef"[number % 16]);
  return "0x" + text;
}

}  // namespace

std::span<const std::string_view> map_flag_names() { return kFlags; }

std::vector<std::string> map_flag_words(std::uint32_t flags) {
  std::vector<std::string> words;
  for (std::uint32_t bit = 0; bit < 32; ++bit) {
    const std::uint32_t mask = std::uint32_t{1} << bit;
    if ((flags & mask) == 0) continue;
    words.push_back(bit < kFlags.size() ? std::string(kFlags[bit]) : hex_digits(mask));
  }
  return words;
}

std::optional<std::uint32_t> map_flag(std::string_view word) {
  const auto found = std::find(kFlags.begin(), kFlags.end(), word);
  if (found == kFlags.end()) return std::nullopt;
  return std::uint32_t{1} << (found - kFlags.begin());
}

}  // namespace bpflens::model
