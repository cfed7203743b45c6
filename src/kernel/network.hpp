// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Network namespaces, and what is attached in them with or without links.
#pragma once

#include <string>
#include <vector>

#include "model/network.hpp"

namespace bpflens::kernel {

class Network {
 public:
  virtual ~Network() = default;

  // Every namespace that a visible process lives in or that ip netns has a name for: this process's own first.
  virtual std::vector<model::NetworkNamespace> namespaces() = 0;

  // The names of the devices in this process's own; none where they can't be asked for.
  virtual std::vector<std::string> devices() = 0;

  // XDP, tc, tcx, netkit, and the programs of the namespace itself. Those that vanish meanwhile are left out, and
  // what can't be asked is told in `partial`.
  virtual model::NetworkAttachments attachments(const model::NetworkNamespace& where) = 0;
};

}  // namespace bpflens::kernel
