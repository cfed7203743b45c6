// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Which processes hold which BPF objects by a descriptor.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/holder.hpp"
#include "model/pin.hpp"

namespace bpflens::kernel {

struct Holdings {
  std::map<std::uint32_t, std::vector<model::Holder>> by_id;  // by pid; a program's own descriptors before its links'
  std::string partial;  // why holders may be missing; empty when every process was seen
};

class Holders {
 public:
  virtual ~Holders() = default;

  // Who holds programs, maps or links: all of them, or one. About `expected` objects are asked about, which
  // decides how they are looked for, not what is found. This process's own descriptors count, too.
  virtual Holdings of(model::ObjectKind kind, std::optional<std::uint32_t> id, std::size_t expected) = 0;
};

}  // namespace bpflens::kernel
