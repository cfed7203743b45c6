// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A walk whose last key was deleted starts from the front again. Tries hand out their keys in an order, by which this
// is noticed and made up for; hash tables don't, so that it can only be told.
#include "kernel/libbpf/key_walk.hpp"

#include <bpf/bpf.h>

#include <cerrno>
#include <cstdint>
#include <cstring>

#include "kernel/libbpf/entry_room.hpp"
#include "kernel/libbpf/fail.hpp"
#include "kernel/libbpf/prefix_order.hpp"

namespace bpflens::kernel {
namespace {

// Keys of these are there or not; of other types every index is there, whether or not something is in it.
bool keys_come_and_go(std::uint32_t type) {
  return type == model::kHash || type == model::kLruHash || type == model::kPerCpuHash ||
         type == model::kLruPerCpuHash || type == model::kLpmTrie || type == model::kHashOfMaps ||
         type == model::kDevmapHash || type == model::kSockhash;
}

// An empty slot of these is no entry.
bool hides_empty_slots(std::uint32_t type) {
  return keys_come_and_go(type) || model::is_map_of_maps(type) || model::holds_programs(type) ||
         type == model::kStackTrace;
}

class KeyWalk : public Entries {
 public:
  KeyWalk(const model::Map& map, std::size_t cpus, Descriptor fd)
      : map_(map), room_(map, cpus), last_key_(map.key_size), probe_(room_.batch(0).value_stride), fd_(std::move(fd)) {
    steps_left_ = std::uint64_t{2} * map.max_entries + 1000;
  }

  bool next(EntryBatch& batch) override {
    std::size_t count = 0;
    while (!at_end_ && count < room_.capacity())
      if (step(room_.key(count)) && read(count)) ++count;
    batch = room_.batch(count, true);
    return count > 0;
  }

  std::string cut_short() override {
    if (!cut_short_.empty() || restarts_ == 0) return cut_short_;
    return std::to_string(restarts_) + " times the key that the walk had come to was deleted, and it may have begun " +
           "again: some entries may be missing or double";
  }

  std::string skipped() override {
    return vanished_ == 0 ? "" : std::to_string(vanished_) + " entries were deleted before they could be read";
  }

 private:
  // Whether there is a key to read.
  bool step(std::byte* key) {
    if (steps_left_-- == 0)
      return stop("its keys change faster than they can be walked: some may be missing or double");
    if (bpf_map_get_next_key(fd_.get(), started_ ? last_key_.data() : nullptr, key) != 0)
      return stop(errno == ENOENT ? "" : "after some of its keys " + why(errno));
    const bool ordered = map_.type == model::kLpmTrie;
    if (started_ && !ordered && keys_come_and_go(map_.type) && last_is_gone()) ++restarts_;
    started_ = true;
    std::memcpy(last_key_.data(), key, last_key_.size());
    return !ordered || order_.pass({key, last_key_.size()});
  }

  bool last_is_gone() {
    return bpf_map_lookup_elem(fd_.get(), last_key_.data(), probe_.data()) != 0 && errno == ENOENT;
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
    if (error != ENOENT) return true;
    if (keys_come_and_go(map_.type)) ++vanished_;
    return !hides_empty_slots(map_.type);
  }

  model::Map map_;
  EntryRoom room_;
  std::vector<std::byte> last_key_;
  std::vector<std::byte> probe_;
  Descriptor fd_;
  PrefixOrder order_;
  std::uint64_t steps_left_ = 0;
  std::uint64_t restarts_ = 0;
  std::uint64_t vanished_ = 0;
  bool started_ = false;
  bool at_end_ = false;
  std::string cut_short_;
};

}  // namespace

std::unique_ptr<Entries> walk_keys(const model::Map& map, std::size_t cpus, Descriptor fd) {
  return std::make_unique<KeyWalk>(map, cpus, std::move(fd));
}

}  // namespace bpflens::kernel
