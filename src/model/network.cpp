// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "model/network.hpp"

namespace bpflens::model {

std::string words(const NetworkNamespace& where) {
  if (!where.name.empty()) return "netns " + where.name;
  const std::string number = "netns " + std::to_string(where.inode);
  return where.pid != 0 ? number + " (of process " + std::to_string(where.pid) + ")" : number;
}

}  // namespace bpflens::model
