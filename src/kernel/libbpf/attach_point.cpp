// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// BPF_PROG_ATTACH and BPF_PROG_DETACH: to a map of sockets, or to this network namespace.
#include <bpf/bpf.h>
#include <linux/bpf.h>

#include <cerrno>
#include <cstdint>

#include "kernel/libbpf/attachments.hpp"
#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/fail.hpp"

namespace bpflens::kernel {
namespace {

std::string named(const model::Program& program) {
  return "program " + std::to_string(program.id.value) + (program.name.empty() ? "" : " (" + program.name + ")");
}

std::string cause_of(const model::Program& program, const AttachPoint& point, int error) {
  const bool flow_dissector = point.type == BPF_FLOW_DISSECTOR;
  if (error == EINVAL && flow_dissector != (program.type == BPF_PROG_TYPE_FLOW_DISSECTOR))
    return "it is of type " + program.type_name + ", which can't be attached as " + point.type_name;
  if (error == EINVAL || error == EOPNOTSUPP)
    return "its type (" + program.type_name + ") or the map's does not go with " + point.type_name +
           ", which wants a program of that kind and a sockmap or sockhash";
  if (error == EEXIST) return "another program is attached there";
  if (error == ENOENT) return "it isn't attached there";
  return "";
}

[[noreturn]] void refused(const std::string& what, const model::Program& program, const AttachPoint& point, int error) {
  if (error == EPERM || error == EACCES) fail(what, named(program), error);
  fail(Failure{.kind = error == ENOENT ? ErrorKind::not_found : ErrorKind::refused,
               .operation = what,
               .subject = named(program),
               .error = error,
               .cause = cause_of(program, point, error),
               .next_step = ""});
}

struct Opened {
  Descriptor program;
  Descriptor map;
  int target = 0;  // 0: this network namespace
};

Opened open_both(const model::Program& program, const AttachPoint& point) {
  Opened opened{.program = Descriptor(bpf_prog_get_fd_by_id(program.id.value)), .map = Descriptor()};
  if (!opened.program) fail("open", named(program), errno);
  if (!point.map) return opened;
  opened.map = Descriptor(bpf_map_get_fd_by_id(point.map->value));
  if (!opened.map) fail("open map", std::to_string(point.map->value), errno);
  opened.target = opened.map.get();
  return opened;
}

}  // namespace

void TaskAttachments::attach(const model::Program& program, const AttachPoint& point) {
  const Opened opened = open_both(program, point);
  if (bpf_prog_attach(opened.program.get(), opened.target, static_cast<bpf_attach_type>(point.type), 0) != 0)
    refused("attach", program, point, errno);
}

void TaskAttachments::detach(const model::Program& program, const AttachPoint& point) {
  const Opened opened = open_both(program, point);
  if (bpf_prog_detach2(opened.program.get(), opened.target, static_cast<bpf_attach_type>(point.type)) != 0)
    refused("detach", program, point, errno);
}

}  // namespace bpflens::kernel
