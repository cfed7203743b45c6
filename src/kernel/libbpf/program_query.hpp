// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// BPF_PROG_QUERY: which programs are attached at a control group, network namespace, interface or map.
#pragma once

#include <cstdint>
#include <vector>

namespace bpflens::kernel {

struct QueriedProgram {
  std::uint32_t program = 0;
  std::uint32_t flags = 0;  // it was attached with
  std::uint32_t link = 0;   // 0: none, or not told
  std::uint32_t link_flags = 0;
};

struct QueryResult {
  std::vector<QueriedProgram> programs;  // in the order they run
  std::uint32_t attach_flags = 0;        // of the whole hook
  int error = 0;                         // errno; then programs is empty
};

// Which of the answers to ask for besides programs: kernels refuse questions that are newer than they.
enum class QueryExtent { programs, flags_of_each, links };

QueryResult query_programs(std::uint32_t target, std::uint32_t attach_type, std::uint32_t query_flags,
                           QueryExtent extent);

}  // namespace bpflens::kernel
