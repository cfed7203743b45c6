// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The links the kernel holds, whoever made them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/link.hpp"

namespace bpflens::kernel {

struct VisibleLinks {
  std::vector<model::Link> found;
  std::string hidden;  // why there may be others; empty when there are none
};

class Links {
 public:
  virtual ~Links() = default;

  // Every link, by rising id. One that vanishes during the walk is left out. Linux 5.8; needs CAP_SYS_ADMIN.
  virtual std::vector<model::Link> list() = 0;

  // Likewise, for lists that have more than links: none, and a reason, where they can't be listed.
  virtual VisibleLinks visible() = 0;

  // One link; nothing when no link has that id.
  virtual std::optional<model::Link> find(model::LinkId id) = 0;

  // Makes a link attach nothing any more, whoever holds it (BPF_LINK_DETACH, Linux 5.9). False when links of its
  // type end only with their last holder.
  virtual bool detach(const model::Link& link) = 0;

  // Puts a program in the place of the one that the link attaches, without a gap (BPF_LINK_UPDATE). With `old`, only
  // if it attaches that one.
  virtual void update(const model::Link& link, model::ProgramId program, std::optional<model::ProgramId> old) = 0;

  // The same for a struct_ops link and its map (Linux 6.4).
  virtual void update(const model::Link& link, model::MapId map, std::optional<model::MapId> old) = 0;
};

}  // namespace bpflens::kernel
