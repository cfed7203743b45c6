// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The types of a .BTF section as words, one behind the other as they are in the section.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace bpflens::object {

constexpr std::uint32_t kKindEnum64 = 19;  // BTF_KIND_ENUM64, Linux 6.0

using BtfRecord = std::span<const std::uint32_t>;  // struct btf_type and what follows it

class BtfRecords {
 public:
  std::size_t size() const { return starts_.size(); }
  BtfRecord operator[](std::size_t index) const {
    const std::size_t end = index + 1 == starts_.size() ? words_.size() : starts_[index + 1];
    return std::span(words_).subspan(starts_[index], end - starts_[index]);
  }
  const std::vector<std::uint32_t>& words() const { return words_; }

  void add(BtfRecord record) {
    starts_.push_back(static_cast<std::uint32_t>(words_.size()));
    words_.insert(words_.end(), record.begin(), record.end());
  }

  // All words at once, of records that begin at the places that are then told.
  void assign(const std::byte* words, std::size_t count) {
    words_.reserve(count + count / 2);  // more will be added
    words_.resize(count);
    if (count != 0) std::memcpy(words_.data(), words, count * sizeof(std::uint32_t));
    starts_.clear();
  }
  void begins_at(std::size_t word) { starts_.push_back(static_cast<std::uint32_t>(word)); }

  // Puts a record in the place of every one that is meant and no shorter.
  template <class Meant>
  void replace(Meant meant, BtfRecord with) {
    std::size_t to = 0;
    for (std::size_t i = 0; i < starts_.size(); ++i) {
      const BtfRecord record = (*this)[i];
      const BtfRecord kept = meant(record) ? with : record;
      std::memmove(words_.data() + to, kept.data(), kept.size_bytes());
      starts_[i] = static_cast<std::uint32_t>(to);
      to += kept.size();
    }
    words_.resize(to);
  }

 private:
  std::vector<std::uint32_t> words_;
  std::vector<std::uint32_t> starts_;  // by type: its first word's index
};

}  // namespace bpflens::object
