// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The maps the kernel holds, whoever made them, and what is in them.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/map.hpp"

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

  // Why the walk ended before all was read; empty when it didn't.
  virtual std::string cut_short() = 0;
};

class Maps {
 public:
  virtual ~Maps() = default;

  // Every map, by rising id. One that vanishes during the walk is left out. Needs CAP_SYS_ADMIN.
  virtual std::vector<model::Map> list() = 0;

  // One map; nothing when no map has that id.
  virtual std::optional<model::Map> find(model::MapId id) = 0;

  // Starts a walk over the map's entries. Throws when its type has no entries to walk.
  virtual std::unique_ptr<Entries> entries(const model::Map& map) = 0;

  // How many CPUs' values an entry of a per-CPU map holds (/sys/devices/system/cpu/possible).
  virtual std::size_t possible_cpus() = 0;
};

}  // namespace bpflens::kernel
