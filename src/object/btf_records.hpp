// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The types of a .BTF section as words, one behind the other as they are in the section.
#pragma once

#include <cstddef>
#include <cstdint>
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

  void reserve(std::size_t types, std::size_t words) {
    starts_.reserve(types);
    words_.reserve(words);
  }

 private:
  std::vector<std::uint32_t> words_;
  std::vector<std::uint32_t> starts_;  // by type: its first word's index
};

}  // namespace bpflens::object
