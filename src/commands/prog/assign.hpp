// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Variables of an object given other values before it is loaded.
#pragma once

#include <string>
#include <vector>

#include "kernel/loader.hpp"

namespace bpflens::commands {

// The sections that the assignments ("limit=10", "config.ports[1]=80", "mode=STRICT") change, with the new bytes.
// Throws UsageError when there is no such variable, or the value doesn't fit its type.
std::vector<kernel::DataSection> assign(const kernel::ObjectData& data, const std::vector<std::string>& assignments);

}  // namespace bpflens::commands
