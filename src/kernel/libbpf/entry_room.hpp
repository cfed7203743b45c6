// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Room for some entries of a map, and the batch that points to it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "kernel/maps.hpp"
#include "model/map_types.hpp"

namespace bpflens::kernel {

inline constexpr std::size_t kBytesAtOnce = 256 * 1024;  // fits the second-level cache; calls don't show any more

inline std::size_t rounded_up(std::size_t size) { return (size + 7) / 8 * 8; }

class EntryRoom {
 public:
  EntryRoom(const model::Map& map, std::size_t cpus)
      : key_size_(map.key_size),
        value_size_(model::is_per_cpu(map.type) ? cpus * rounded_up(map.value_size) : map.value_size) {
    const std::size_t fitting = kBytesAtOnce / (key_size_ + value_size_ + 1);
    resize(std::clamp<std::size_t>(fitting, 1, std::max<std::size_t>(map.max_entries, 1)));
  }

  void resize(std::size_t entries) {
    capacity_ = entries;
    keys_.resize(entries * key_size_);
    values_.resize(entries * value_size_);
    errors_.resize(entries);
  }
  std::size_t capacity() const { return capacity_; }
  std::byte* key(std::size_t i) { return keys_.data() + i * key_size_; }
  std::byte* value(std::size_t i) { return values_.data() + i * value_size_; }
  int& error(std::size_t i) { return errors_[i]; }

  EntryBatch batch(std::size_t count, bool with_errors = false) const {
    EntryBatch batch{.count = count,
                     .keys = keys_.data(),
                     .values = values_.data(),
                     .key_stride = key_size_,
                     .value_stride = value_size_};
    if (with_errors) batch.errors = std::span(errors_).first(count);
    return batch;
  }

 private:
  std::size_t key_size_;
  std::size_t value_size_;
  std::size_t capacity_ = 0;
  std::vector<std::byte> keys_;
  std::vector<std::byte> values_;
  std::vector<int> errors_;
};

}  // namespace bpflens::kernel
