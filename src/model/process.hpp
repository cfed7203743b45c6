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

// A process that has come or changed its name.
struct Naming {
  std::int32_t pid = 0;
  std::int32_t parent = 0;  // it came from this process and has its name; 0: comm is the name
  std::string comm;
  std::uint64_t time = 0;  // nanoseconds since the epoch
};

}  // namespace bpflens::model
