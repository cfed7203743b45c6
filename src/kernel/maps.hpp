// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The maps the kernel holds, whoever made them, and what is in them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kernel/detail.hpp"
#include "model/map.hpp"
#include "model/pin.hpp"

namespace bpflens::kernel {

// Some of a map's entries, laid one after the other.
struct EntryBatch {
  std::size_t count = 0;
  const std::byte* keys = nullptr;    // count times key_stride bytes
  const std::byte* values = nullptr;  // count times value_stride bytes
  std::size_t key_stride = 0;
  std::size_t value_stride = 0;  // per-CPU maps: cpus times the value size rounded up to 8
  std::span<const int> errors;   // errno per entry, 0 where the value was read; empty: all were read
};

// A walk over a map's entries.
class Entries {
 public:
  virtual ~Entries() = default;

  // The next entries, or false at the end. The batch's memory is the walk's own and is overwritten
  // by the next call. Doesn't throw: what was read so far may have been printed already.
  virtual bool next(EntryBatch& batch) = 0;

  // Why what was read may not be all, each once; empty when it is.
  virtual std::string cut_short() = 0;

  // What is missing because it went away while it was read; empty when nothing did.
  virtual std::string skipped() { return ""; }
};

// Whether an update may or must replace an entry (BPF_ANY, BPF_NOEXIST, BPF_EXIST).
enum class UpdateMode { any, no_exist, exist };

// A map held open for single entries. Keys and values are spans of exactly the map's sizes, on per-CPU maps the
// value of every CPU, each rounded up to 8 bytes; a key is empty on maps without keys (queues, stacks, bloom
// filters). What the kernel refuses throws, with the reason as far as it can be told.
class OpenMap {
 public:
  virtual ~OpenMap() = default;

  // The value of a key; false when there is none. On a bloom filter: whether it may hold the value.
  virtual bool lookup(std::span<const std::byte> key, std::span<std::byte> value) = 0;

  // Likewise, and takes the entry out.
  virtual bool take(std::span<const std::byte> key, std::span<std::byte> value) = 0;

  // The key after one, or the first one when none is given; false at the end.
  virtual bool next_key(std::span<const std::byte> key, std::span<std::byte> next) = 0;

  virtual void update(std::span<const std::byte> key, std::span<const std::byte> value, UpdateMode mode) = 0;

  // Updates entries that are laid one after the other. Returns how many were; fewer than given when the kernel
  // refused the next one (whose update alone tells why), or when it has no batches for this type of map.
  virtual std::size_t update_many(std::span<const std::byte> keys, std::span<const std::byte> values,
                                  std::size_t count) = 0;

  // Puts a program or a map in (program arrays, maps of maps).
  virtual void update(std::span<const std::byte> key, const model::ObjectRef& value, UpdateMode mode) = 0;

  // False when there was no such key.
  virtual bool remove(std::span<const std::byte> key) = 0;

  // From now on user space can't change the map.
  virtual void freeze() = 0;
};

// A map to be made.
struct MapRequest {
  std::uint32_t type = 0;
  std::string name;  // at most 15 characters reach the kernel
  std::uint32_t key_size = 0;
  std::uint32_t value_size = 0;
  std::uint32_t max_entries = 0;
  std::uint32_t flags = 0;
  std::uint64_t map_extra = 0;
  std::string device;                 // the network device to offload to; empty: none
  std::optional<model::MapId> inner;  // maps of maps: what the inner ones look like
  std::vector<std::byte> btf;         // types of keys and values; empty: none
  std::uint32_t btf_key_type = 0;     // within that BTF; 0: none
  std::uint32_t btf_value_type = 0;
  std::uint32_t btf_vmlinux_value_type = 0;  // struct_ops: the kernel's own type of the value
};

// A map that was made, alive as long as this unless something else holds it by then.
struct CreatedMap {
  model::Map map;
  std::unique_ptr<OpenMap> open;
};

class Maps {
 public:
  virtual ~Maps() = default;

  // Every map, by rising id. One that vanishes during the walk is left out. Needs CAP_SYS_ADMIN.
  virtual std::vector<model::Map> list(Detail detail = Detail::all) = 0;

  // One map; nothing when no map has that id.
  virtual std::optional<model::Map> find(model::MapId id) = 0;

  // Starts a walk over the map's entries. Throws when its type has no entries to walk.
  virtual std::unique_ptr<Entries> entries(const model::Map& map) = 0;

  // Holds a map open. Throws when it has gone.
  virtual std::unique_ptr<OpenMap> open(const model::Map& map) = 0;

  virtual CreatedMap create(const MapRequest& request) = 0;

  // How many CPUs' values an entry of a per-CPU map holds (/sys/devices/system/cpu/possible).
  virtual std::size_t possible_cpus() = 0;
};

}  // namespace bpflens::kernel
