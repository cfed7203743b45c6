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

}  // namespace bpflens::model
