// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Follows the indices one by one; each has to fit the type that the ones before it led to.
#include "btf/access.hpp"

#include <bpf/btf.h>

#include <charconv>
#include <optional>
#include <vector>

#include "btf/prototype.hpp"

namespace bpflens::btf {
namespace {

constexpr int kLongestTypedef = 32;  // chains of typedefs; malformed BTF may have endless ones

std::optional<std::vector<std::uint32_t>> numbers(std::string_view text) {
  std::vector<std::uint32_t> all;
  while (true) {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc()) return std::nullopt;
    all.push_back(number);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (text.empty()) return all;
    if (text.front() != ':') return std::nullopt;
    text.remove_prefix(1);
  }
}

class Path {
 public:
  Path(const Types& types, std::uint32_t type) : types_(types.get()), at_(type), text_(type_name(types, type)) {}

  bool is_enumeration() {
    const btf_type* type = bare();
    return type != nullptr && (btf_is_enum(type) || btf_is_enum64(type));
  }

  void element(std::uint32_t index) { text_ += "[" + std::to_string(index) + "]"; }

  bool follow(std::uint32_t index) {
    const btf_type* type = bare();
    if (type == nullptr) return false;
    if (btf_is_array(type)) {
      at_ = btf_array(type)->type;
      element(index);
      return true;
    }
    if (index >= btf_vlen(type)) return false;
    if (btf_is_composite(type)) {
      at_ = btf_members(type)[index].type;
      return name(btf_members(type)[index].name_off);
    }
    if (btf_is_enum(type)) return name(btf_enum(type)[index].name_off);
    return btf_is_enum64(type) && name(btf_enum64(type)[index].name_off);
  }

  std::string text() const { return text_; }

 private:
  const btf_type* bare() {
    const btf_type* type = btf__type_by_id(types_, at_);
    for (int depth = 0; type != nullptr && (btf_is_mod(type) || btf_is_typedef(type)); ++depth) {
      if (depth > kLongestTypedef) return nullptr;
      at_ = type->type;
      type = btf__type_by_id(types_, at_);
    }
    return type;
  }

  bool name(std::uint32_t offset) {
    const char* word = btf__name_by_offset(types_, offset);
    if (word != nullptr && *word != '\0') text_ += std::string(".") + word;
    return word != nullptr;
  }

  const ::btf* types_;
  std::uint32_t at_;
  std::string text_;
};

}  // namespace

std::string access_text(const Types& types, std::uint32_t type, std::string_view indices) {
  Path path(types, type);
  const auto all = numbers(indices);
  if (!all) return path.text() + "?";
  const bool enumerator = path.is_enumeration();
  if (!enumerator && all->front() != 0) path.element(all->front());
  for (std::size_t i = enumerator ? 0 : 1; i < all->size(); ++i)
    if (!path.follow((*all)[i])) return path.text() + "?";
  return path.text();
}

}  // namespace bpflens::btf
