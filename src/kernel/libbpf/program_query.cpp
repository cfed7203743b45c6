// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/program_query.hpp"

#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "kernel/libbpf/link_info.hpp"
#include "kernel/libbpf/zeroed.hpp"

namespace bpflens::kernel {
namespace {

// More than a hook can have without links (BPF_CGROUP_MAX_PROGS is 64), and asked again with room for what there is.
constexpr std::uint32_t kUsualRoom = 64;

std::uint64_t pointer_to(std::vector<std::uint32_t>& room) { return reinterpret_cast<std::uintptr_t>(room.data()); }

}  // namespace

QueryResult query_programs(std::uint32_t target, std::uint32_t attach_type, std::uint32_t query_flags,
                           QueryExtent extent) {
  for (std::uint32_t room = kUsualRoom;;) {
    std::vector<std::uint32_t> programs(room);
    std::vector<std::uint32_t> flags(room);
    std::vector<std::uint32_t> links(room);
    std::vector<std::uint32_t> link_flags(room);
    auto query = zeroed<ProgramQuery>();
    query.target = target;
    query.attach_type = attach_type;
    query.flags = query_flags;
    query.programs = pointer_to(programs);
    query.count = room;
    if (extent != QueryExtent::programs) query.program_flags = pointer_to(flags);
    if (extent == QueryExtent::links) query.links = pointer_to(links);
    if (extent == QueryExtent::links) query.link_flags = pointer_to(link_flags);
    const long rc = syscall(SYS_bpf, BPF_PROG_QUERY, &query, sizeof query);
    if (rc != 0 && errno == ENOSPC && query.count > room) {
      room = query.count + kUsualRoom;
      continue;
    }
    if (rc != 0) return {.programs = {}, .attach_flags = 0, .error = errno};
    QueryResult result{.programs = {}, .attach_flags = query.attach_flags, .error = 0};
    for (std::uint32_t i = 0; i < std::min(query.count, room); ++i)
      result.programs.push_back({programs[i], flags[i], links[i], link_flags[i]});
    return result;
  }
}

}  // namespace bpflens::kernel
