// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// kernel::Network over rtnetlink and BPF_PROG_QUERY.
#pragma once

#include "kernel/network.hpp"

namespace bpflens::kernel {

class LinuxNetwork : public Network {
 public:
  std::vector<model::NetworkNamespace> namespaces() override;
  std::vector<std::string> devices() override;
  model::NetworkAttachments attachments(const model::NetworkNamespace& where) override;
};

}  // namespace bpflens::kernel
