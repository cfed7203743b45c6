// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Where processes live: control groups, containers, namespaces.
#pragma once

#include <cstddef>
#include <vector>

#include "model/holder.hpp"

namespace bpflens::kernel {

struct Inhabitants {
  std::vector<model::Inhabitant> found;  // by pid; this process is among them
  std::size_t hidden = 0;                // processes whose namespaces may not be seen
};

class Dwellings {
 public:
  virtual ~Dwellings() = default;
  virtual Inhabitants all() = 0;
};

}  // namespace bpflens::kernel
