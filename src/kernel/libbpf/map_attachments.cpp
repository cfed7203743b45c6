// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Sockmaps are queried (Linux 5.17); a struct_ops map tells in its value whether it is in force.
#include <bpf/bpf.h>
#include <linux/bpf.h>

#include <cstdint>
#include <cstring>
#include <vector>

#include "kernel/libbpf/attachments.hpp"
#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/program_query.hpp"
#include "model/names.hpp"

namespace bpflens::kernel {
namespace {

void add_of_sockmap(const model::Map& map, int fd, std::vector<MapAttachment>& found) {
  for (const std::uint32_t type :
       {BPF_SK_SKB_STREAM_PARSER, BPF_SK_SKB_STREAM_VERDICT, BPF_SK_MSG_VERDICT, BPF_SK_SKB_VERDICT}) {
    const QueryResult result = query_programs(static_cast<std::uint32_t>(fd), type, 0, QueryExtent::programs);
    for (const QueriedProgram& program : result.programs)
      found.push_back({map.id, std::string(model::name_of(model::attach_type_names(), type)), {program.program}});
  }
}

// enum bpf_struct_ops_state, which follows a count of users.
struct StructOpsHead {
  std::uint32_t users;
  std::uint32_t state;
};
constexpr std::uint32_t kInUse = 1;

void add_of_struct_ops(const model::Map& map, int fd, std::vector<MapAttachment>& found) {
  const std::uint32_t key = 0;
  std::vector<std::byte> value(map.value_size);
  StructOpsHead head{};
  if (value.size() < sizeof head || bpf_map_lookup_elem(fd, &key, value.data()) != 0) return;
  std::memcpy(&head, value.data(), sizeof head);
  if (head.state == kInUse) found.push_back({map.id, "struct_ops", {0}});
}

}  // namespace

std::vector<MapAttachment> TaskAttachments::at_maps(const std::vector<model::Map>& maps) {
  std::vector<MapAttachment> found;
  for (const model::Map& map : maps) {
    const bool sockets = map.type == BPF_MAP_TYPE_SOCKMAP || map.type == BPF_MAP_TYPE_SOCKHASH;
    if (!sockets && map.type != BPF_MAP_TYPE_STRUCT_OPS) continue;
    const Descriptor fd(bpf_map_get_fd_by_id(map.id.value));
    if (!fd) continue;
    if (sockets)
      add_of_sockmap(map, fd.get(), found);
    else
      add_of_struct_ops(map, fd.get(), found);
  }
  return found;
}

}  // namespace bpflens::kernel
