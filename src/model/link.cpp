// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The kernel tells a target that has gone by the number 0.
#include "model/link.hpp"

namespace bpflens::model {

bool attaches_nothing(const Link& link) {
  if (const auto* at = std::get_if<place::Interface>(&link.place)) return at->index == 0;
  if (const auto* at = std::get_if<place::Cgroup>(&link.place)) return at->id == 0;
  if (const auto* at = std::get_if<place::Netns>(&link.place)) return at->inode == 0;
  if (const auto* at = std::get_if<place::OfMap>(&link.place)) return at->id.value == 0;
  return false;
}

}  // namespace bpflens::model
