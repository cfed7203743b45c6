// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "model/pin.hpp"

#include <algorithm>

namespace bpflens::model {

bool is_empty(const Delegation& delegation) { return delegation == Delegation(); }

Delegation delegation_of(std::string_view options) {
  Delegation found;
  while (!options.empty()) {
    const std::string_view option = options.substr(0, options.find(','));
    options.remove_prefix(std::min(option.size() + 1, options.size()));
    const std::size_t equals = std::min(option.find('='), option.size());
    const std::string_view name = option.substr(0, equals);
    const std::string value(option.substr(std::min(equals + 1, option.size())));
    if (name == "delegate_cmds") found.commands = value;
    if (name == "delegate_maps") found.maps = value;
    if (name == "delegate_progs") found.programs = value;
    if (name == "delegate_attachs") found.attach_types = value;
  }
  return found;
}

bool covers(const BpffsMount& mount, const BpffsMount& other) {
  if (mount.device != other.device) return false;
  return mount.root == "/" || mount.root == other.root || other.root.starts_with(mount.root + "/");
}

std::vector<BpffsMount> each_once(const std::vector<BpffsMount>& mounts) {
  std::vector<BpffsMount> kept;
  for (const BpffsMount& mount : mounts) {
    const auto covers_it = [&](const BpffsMount& other) { return covers(other, mount); };
    if (std::any_of(kept.begin(), kept.end(), covers_it)) continue;
    std::erase_if(kept, [&](const BpffsMount& other) { return covers(mount, other); });
    kept.push_back(mount);
  }
  return kept;
}

}  // namespace bpflens::model
