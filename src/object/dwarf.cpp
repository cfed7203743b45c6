// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Two passes: ids are given to the entries that are types, so that references can lead forward; then BTF is written.
#include "object/dwarf.hpp"

#include <bpf/btf.h>

#include <algorithm>
#include <memory>
#include <string>
#include <unordered_map>

#include "object/dwarf_reader.hpp"

namespace bpflens::object {
namespace {

struct FreeBtf {
  void operator()(::btf* types) const { btf__free(types); }
};

constexpr std::uint64_t kLargestCount = std::uint64_t{1} << 30;

// DW_ATE_*
constexpr std::uint64_t kBoolean = 2;
constexpr std::uint64_t kFloat = 4;
constexpr std::uint64_t kSigned = 5;
constexpr std::uint64_t kSignedChar = 6;

class DwarfTypes {
 public:
  explicit DwarfTypes(std::vector<DwarfEntry> entries)
      : entries_(std::move(entries)), children_(entries_.size()), types_(btf__new_empty()) {}

  std::optional<btf::Types> written() {
    int next = btf__add_int(types_.get(), "unsigned int", 4, 0) + 1;
    index_ = next - 1;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      if (entries_[i].parent != i) children_[entries_[i].parent].push_back(i);
      if (!is_type(entries_[i])) continue;
      ids_[entries_[i].offset] = next;
      ++next;
    }
    next_extra_ = next;  // the inner arrays of arrays of arrays stand behind all others
    for (std::size_t i = 0; i < entries_.size(); ++i)
      if (is_type(entries_[i]) && !write(i)) return std::nullopt;
    for (const auto& [element, count] : extra_)
      if (btf__add_array(types_.get(), index_, element, count) < 0) return std::nullopt;
    std::uint32_t size = 0;
    const void* blob = btf__raw_data(types_.get(), &size);
    if (blob == nullptr) return std::nullopt;
    return btf::Types::parse({static_cast<const std::byte*>(blob), size});
  }

 private:
  static bool is_type(const DwarfEntry& entry) {
    switch (entry.tag) {
      case kTagArray:
      case kTagClass:
      case kTagEnumeration:
      case kTagPointer:
      case kTagStructure:
      case kTagTypedef:
      case kTagUnion:
      case kTagBase:
      case kTagConst:
      case kTagVolatile:
      case kTagRestrict:
        return true;
      default:
        return false;
    }
  }

  // What is no type of ours (void, functions) has id 0.
  int id_of(const std::optional<std::uint64_t>& reference) const {
    const auto found = reference ? ids_.find(*reference) : ids_.end();
    return found == ids_.end() ? 0 : found->second;
  }

  bool write(std::size_t at) {
    const DwarfEntry& entry = entries_[at];
    const std::string name(entry.name);
    const int target = id_of(entry.type);
    switch (entry.tag) {
      case kTagPointer:
        return btf__add_ptr(types_.get(), target) > 0;
      case kTagConst:
        return btf__add_const(types_.get(), target) > 0;
      case kTagVolatile:
        return btf__add_volatile(types_.get(), target) > 0;
      case kTagRestrict:
        return btf__add_restrict(types_.get(), target) > 0;
      case kTagTypedef:
        return btf__add_typedef(types_.get(), name.empty() ? "unnamed" : name.c_str(), target) > 0;
      case kTagBase:
        return base(entry, name);
      case kTagEnumeration:
        return enumeration(at, name);
      case kTagArray:
        return array(at, target);
      default:
        return composite(at, name);
    }
  }

  // Anything that BTF has no form for stands there without a value.
  bool nothing() { return btf__add_fwd(types_.get(), "unnamed", BTF_FWD_STRUCT) > 0; }

  bool base(const DwarfEntry& entry, const std::string& name) {
    const auto size = static_cast<std::size_t>(entry.size.value_or(0));
    const char* word = name.empty() ? "unnamed" : name.c_str();
    if (entry.encoding == kFloat) return btf__add_float(types_.get(), word, size) > 0 || nothing();
    const int encoding = entry.encoding == kBoolean                                   ? BTF_INT_BOOL
                         : entry.encoding == kSigned || entry.encoding == kSignedChar ? BTF_INT_SIGNED
                                                                                      : 0;
    return btf__add_int(types_.get(), word, size, encoding) > 0 || nothing();
  }

  bool enumeration(std::size_t at, const std::string& name) {
    const std::uint64_t size = entries_[at].size.value_or(4);
    const bool wide = size == 8;
    const int id = wide ? btf__add_enum64(types_.get(), name.c_str(), 8, false)
                        : btf__add_enum(types_.get(), name.c_str(), static_cast<std::uint32_t>(size));
    if (id < 0) return nothing();
    for (const std::size_t child : children_[at]) {
      const DwarfEntry& one = entries_[child];
      if (one.tag != kTagEnumerator || one.name.empty()) continue;
      const std::string word(one.name);
      wide ? btf__add_enum64_value(types_.get(), word.c_str(), static_cast<std::uint64_t>(one.value))
           : btf__add_enum_value(types_.get(), word.c_str(), static_cast<std::int32_t>(one.value));
    }
    return true;
  }

  // "[3][2]" has two subranges; the last one is the innermost.
  bool array(std::size_t at, int element) {
    std::vector<std::uint32_t> counts;
    for (const std::size_t child : children_[at])
      if (entries_[child].tag == kTagSubrange)
        counts.push_back(static_cast<std::uint32_t>(std::min(entries_[child].count.value_or(0), kLargestCount)));
    if (counts.empty()) counts.push_back(0);
    for (; counts.size() > 1; counts.pop_back()) {
      extra_.emplace_back(element, counts.back());
      element = next_extra_++;
    }
    return btf__add_array(types_.get(), index_, element, counts[0]) > 0;
  }

  bool composite(std::size_t at, const std::string& name) {
    const DwarfEntry& entry = entries_[at];
    const bool is_union = entry.tag == kTagUnion;
    if (entry.is_declaration || !entry.size)
      return btf__add_fwd(types_.get(), name.empty() ? "unnamed" : name.c_str(),
                          is_union ? BTF_FWD_UNION : BTF_FWD_STRUCT) > 0;
    const auto size = static_cast<std::uint32_t>(std::min<std::uint64_t>(*entry.size, kLargestCount));
    const int id =
        is_union ? btf__add_union(types_.get(), name.c_str(), size) : btf__add_struct(types_.get(), name.c_str(), size);
    if (id < 0) return false;
    for (const std::size_t child : children_[at])
      if (entries_[child].tag == kTagMember && !member(entries_[child])) return false;
    return true;
  }

  bool member(const DwarfEntry& entry) {
    std::uint64_t at = entry.place * 8;
    const std::uint64_t bits = entry.bit_size.value_or(0);
    if (entry.bit_offset) at = *entry.bit_offset;
    if (entry.old_bit_offset) at += entry.size.value_or(4) * 8 - *entry.old_bit_offset - bits;
    if (at > kLargestCount || bits > 255) return false;
    return btf__add_field(types_.get(), std::string(entry.name).c_str(), id_of(entry.type),
                          static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(bits)) == 0;
  }

  std::vector<DwarfEntry> entries_;
  std::vector<std::vector<std::size_t>> children_;
  std::unique_ptr<::btf, FreeBtf> types_;
  std::unordered_map<std::uint64_t, int> ids_;  // by offset
  std::vector<std::pair<int, std::uint32_t>> extra_;
  int index_ = 0;
  int next_extra_ = 0;
};

}  // namespace

std::optional<btf::Types> types_of_dwarf(const Image& object) {
  auto entries = read_dwarf(object);
  if (!entries || entries->empty()) return std::nullopt;
  return DwarfTypes(std::move(*entries)).written();
}

}  // namespace bpflens::object
