// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A process as far as listings name it.
#pragma once

#include <cstdint>
#include <string>

namespace bpflens::model {

struct Process {
  std::int32_t pid = 0;
  std::string comm;  // at most 15 bytes, chosen by the process: escape before printing
  auto operator<=>(const Process&) const = default;
};

}  // namespace bpflens::model
