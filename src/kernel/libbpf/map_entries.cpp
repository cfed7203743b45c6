// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Three walks. Which one a map gets is tried, not derived from the kernel's version: batches came to the map
// types one after the other (Linux 5.6 to 5.19).
#include "kernel/libbpf/map_entries.hpp"

#include <bpf/bpf.h>
#include <linux/bpf.h>
#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/entry_room.hpp"
#include "kernel/libbpf/fail.hpp"
#include "kernel/libbpf/key_walk.hpp"
#include "kernel/libbpf/open_map.hpp"
#include "kernel/libbpf/prefix_order.hpp"
#include "model/map_types.hpp"
#include "model/names.hpp"

namespace bpflens::kernel {
namespace {

using model::Map;

// Batches say nothing of what a slot that can't be read says of itself.
bool batches_leave_out_slots(std::uint32_t type) {
  return !model::is_map_of_maps(type) && !model::holds_programs(type) && type != model::kStackTrace &&
         type != model::kHash && type != model::kLruHash && type != model::kPerCpuHash &&
         type != model::kLruPerCpuHash && type != model::kLpmTrie && type != model::kArray &&
         type != model::kPerCpuArray;
}

class Batches : public Entries {
 public:
  Batches(const Map& map, std::size_t cpus, Descriptor fd)
      : map_(map), cpus_(cpus), room_(map, cpus), fd_(std::move(fd)) {
    cursor_.resize(std::max<std::size_t>(map.key_size, sizeof(std::uint32_t)));
    next_cursor_.resize(cursor_.size());
  }

  bool next(EntryBatch& batch) override {
    if (instead_) return instead_->next(batch);
    while (!at_end_) {
      auto count = static_cast<std::uint32_t>(room_.capacity());
      const int result = bpf_map_lookup_batch(fd_.get(), started_ ? cursor_.data() : nullptr, next_cursor_.data(),
                                              room_.key(0), room_.value(0), &count, nullptr);
      const int error = result == 0 ? 0 : errno;
      if (error != 0 && error != ENOENT) {
        if (!recover(error)) return instead_ && instead_->next(batch);
        continue;
      }
      started_ = true;
      at_end_ = error == ENOENT;
      std::swap(cursor_, next_cursor_);
      batch = room_.batch(map_.type == model::kLpmTrie ? once(count) : count);
      if (batch.count > 0) return true;
    }
    return false;
  }
  std::string cut_short() override { return instead_ ? instead_->cut_short() : cut_short_; }
  std::string skipped() override { return instead_ ? instead_->skipped() : ""; }

 private:
  // A trie's batches walk from key to key in the kernel, and begin again where their last key was deleted: moves those
  // to the front that haven't been before, and returns how many.
  std::size_t once(std::size_t count) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (!order_.pass({room_.key(i), map_.key_size})) continue;
      if (kept != i) {
        std::memcpy(room_.key(kept), room_.key(i), map_.key_size);
        std::memcpy(room_.value(kept), room_.value(i), map_.value_size);
      }
      ++kept;
    }
    handed_out_ += count;
    if (handed_out_ > std::uint64_t{4} * map_.max_entries + 1000) {
      at_end_ = true;
      cut_short_ = "its keys change faster than they can be walked: some may be missing";
    }
    return kept;
  }

  // ENOSPC: the next bucket of a hash map has more entries than there is room for. EINTR: a key vanished too often.
  bool recover(int error) {
    if (error == ENOSPC && room_.capacity() <= map_.max_entries) {
      room_.resize(room_.capacity() * 2);
      return true;
    }
    if (error == EINTR && interruptions_++ < 1000) return true;
    at_end_ = started_;
    if (started_)
      cut_short_ = "after some of its entries " + why(error);
    else
      instead_ = walk_keys(map_, cpus_, std::move(fd_));
    return false;
  }

  Map map_;
  std::size_t cpus_;
  EntryRoom room_;
  Descriptor fd_;
  std::vector<std::byte> cursor_;
  std::vector<std::byte> next_cursor_;
  PrefixOrder order_;
  std::uint64_t handed_out_ = 0;
  bool started_ = false;
  bool at_end_ = false;
  std::size_t interruptions_ = 0;
  std::string cut_short_;
  std::unique_ptr<Entries> instead_;
};

// An array that user space may map: the values are read where they are.
class MappedArray : public Entries {
 public:
  MappedArray(const Map& map, void* memory) : map_(map), stride_(rounded_up(map.value_size)), memory_(memory) {
    keys_.resize(std::min<std::size_t>(kBytesAtOnce / sizeof(std::uint32_t), map.max_entries));
  }
  ~MappedArray() override { munmap(memory_, length(map_)); }
  MappedArray(const MappedArray&) = delete;
  MappedArray& operator=(const MappedArray&) = delete;

  static std::size_t length(const Map& map) { return rounded_up(map.value_size) * map.max_entries; }

  bool next(EntryBatch& batch) override {
    const std::size_t count = std::min<std::size_t>(keys_.size(), map_.max_entries - at_);
    for (std::size_t i = 0; i < count; ++i) keys_[i] = static_cast<std::uint32_t>(at_ + i);
    batch = {.count = count,
             .keys = reinterpret_cast<const std::byte*>(keys_.data()),
             .values = static_cast<const std::byte*>(memory_) + at_ * stride_,
             .key_stride = sizeof(std::uint32_t),
             .value_stride = stride_};
    at_ += count;
    return count > 0;
  }
  std::string cut_short() override { return ""; }

 private:
  Map map_;
  std::size_t stride_;
  void* memory_;
  std::vector<std::uint32_t> keys_;
  std::size_t at_ = 0;
};

}  // namespace

std::unique_ptr<Entries> walk_entries(const Map& map, std::size_t cpus) {
  if (const std::string_view why = model::why_no_entries(map.type); !why.empty())
    fail({.operation = "list the entries of", .subject = subject(map), .cause = std::string(why)});
  Descriptor fd(bpf_map_get_fd_by_id(map.id.value));
  if (!fd) fail("open", subject(map), errno);
  if (map.type == model::kArray && (map.flags & BPF_F_MMAPABLE) != 0) {
    void* memory = mmap(nullptr, MappedArray::length(map), PROT_READ, MAP_SHARED, fd.get(), 0);
    if (memory != MAP_FAILED) return std::make_unique<MappedArray>(map, memory);
  }
  if (batches_leave_out_slots(map.type)) return walk_keys(map, cpus, std::move(fd));
  return std::make_unique<Batches>(map, cpus, std::move(fd));
}

}  // namespace bpflens::kernel
