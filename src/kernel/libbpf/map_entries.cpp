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
#include "kernel/libbpf/fail.hpp"
#include "kernel/libbpf/open_map.hpp"
#include "model/map_types.hpp"

namespace bpflens::kernel {
namespace {

using model::Map;

constexpr std::size_t kBytesAtOnce = 256 * 1024;  // fits the second-level cache, and the calls don't show any more

std::size_t rounded_up(std::size_t size) { return (size + 7) / 8 * 8; }

// Room for some entries, and the batch that points to it.
class Room {
 public:
  Room(const Map& map, std::size_t cpus)
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

// A slot of these is there whether or not something is in it, and an empty one is worth telling.
bool tells_of_empty_slots(std::uint32_t type) {
  return !model::is_map_of_maps(type) && !model::holds_programs(type) && type != model::kStackTrace &&
         type != model::kHash && type != model::kLruHash && type != model::kPerCpuHash &&
         type != model::kLruPerCpuHash && type != model::kLpmTrie;
}

class KeyAfterKey : public Entries {
 public:
  KeyAfterKey(const Map& map, std::size_t cpus, Descriptor fd)
      : map_(map), room_(map, cpus), last_key_(map.key_size), fd_(std::move(fd)) {
    steps_left_ = std::uint64_t{2} * map.max_entries + 1000;
  }

  bool next(EntryBatch& batch) override {
    std::size_t count = 0;
    while (!at_end_ && count < room_.capacity())
      if (step(room_.key(count)) && read(count)) ++count;
    batch = room_.batch(count, true);
    return count > 0;
  }
  std::string cut_short() override { return cut_short_; }

 private:
  // A hash map whose last key was deleted starts from the front again, so the steps have to be counted.
  bool step(std::byte* key) {
    if (steps_left_-- == 0)
      return stop("its keys change faster than they can be walked: some may be missing or double");
    if (bpf_map_get_next_key(fd_.get(), started_ ? last_key_.data() : nullptr, key) != 0)
      return stop(errno == ENOENT ? "" : errno_name(errno) + " after some of its keys");
    started_ = true;
    std::memcpy(last_key_.data(), key, last_key_.size());
    return true;
  }

  bool stop(std::string why) {
    at_end_ = true;
    cut_short_ = std::move(why);
    return false;
  }

  // Whether there is anything to tell of the key.
  bool read(std::size_t i) {
    const int error = bpf_map_lookup_elem(fd_.get(), room_.key(i), room_.value(i)) == 0 ? 0 : errno;
    room_.error(i) = error;
    return error != ENOENT || tells_of_empty_slots(map_.type);
  }

  Map map_;
  Room room_;
  std::vector<std::byte> last_key_;
  Descriptor fd_;
  std::uint64_t steps_left_ = 0;
  bool started_ = false;
  bool at_end_ = false;
  std::string cut_short_;
};

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
      batch = room_.batch(count);
      if (count > 0) return true;
    }
    return false;
  }
  std::string cut_short() override { return instead_ ? instead_->cut_short() : cut_short_; }

 private:
  // ENOSPC: the next bucket of a hash map has more entries than there is room for. EINTR: a key vanished too often.
  bool recover(int error) {
    if (error == ENOSPC && room_.capacity() <= map_.max_entries) {
      room_.resize(room_.capacity() * 2);
      return true;
    }
    if (error == EINTR && interruptions_++ < 1000) return true;
    at_end_ = started_;
    if (started_)
      cut_short_ = errno_name(error) + " after some of its entries";
    else
      instead_ = std::make_unique<KeyAfterKey>(map_, cpus_, std::move(fd_));
    return false;
  }

  Map map_;
  std::size_t cpus_;
  Room room_;
  Descriptor fd_;
  std::vector<std::byte> cursor_;
  std::vector<std::byte> next_cursor_;
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
    fail({.operation = "list the entries of",
          .subject = subject(map),
          .cause = "it is a " + map.type_name + ": " + std::string(why)});
  Descriptor fd(bpf_map_get_fd_by_id(map.id.value));
  if (!fd) fail("open", subject(map), errno);
  if (map.type == model::kArray && (map.flags & BPF_F_MMAPABLE) != 0) {
    void* memory = mmap(nullptr, MappedArray::length(map), PROT_READ, MAP_SHARED, fd.get(), 0);
    if (memory != MAP_FAILED) return std::make_unique<MappedArray>(map, memory);
  }
  if (tells_of_empty_slots(map.type) && map.type != model::kArray && map.type != model::kPerCpuArray)
    return std::make_unique<KeyAfterKey>(map, cpus, std::move(fd));
  return std::make_unique<Batches>(map, cpus, std::move(fd));
}

}  // namespace bpflens::kernel
