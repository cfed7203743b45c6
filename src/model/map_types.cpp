// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "model/map_types.hpp"

namespace bpflens::model {

std::string_view why_no_entries(std::uint32_t type) {
  switch (type) {
    case kRingBuffer:
      return "a ring buffer is a stream of records; read it with 'bpflens perf stream'";
    case kUserRingBuffer:
      return "a user ring buffer is a stream of records on their way into a program; only the program reads it";
    case kPerfEventArray:
      return "its slots hold rings of events, not values; read them with 'bpflens perf stream'";
    case kQueue:
    case kStack:
      return "it has no keys; 'bpflens map peek' shows the next value, 'bpflens map pop' takes it out";
    case kBloomFilter:
      return "it only knows whether it may hold a value; ask with 'bpflens map lookup MAP value VALUE'";
    case kSkStorage:
    case kInodeStorage:
    case kTaskStorage:
    case kCgrpStorage:
      return "its keys are file descriptors of live objects, which can't be enumerated; 'bpflens map lookup' reads "
             "one, and a bpf_map_elem iterator program all";
    case kArena:
      return "an arena is memory without entries; mmap(2) it";
    default:
      return {};
  }
}

}  // namespace bpflens::model
