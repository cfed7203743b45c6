// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What has been loaded, and its attaching.
#include "kernel/libbpf/loaded_object.hpp"

#include <bpf/bpf.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "kernel/libbpf/attach_failure.hpp"
#include "kernel/libbpf/fail.hpp"
#include "kernel/libbpf/log.hpp"
#include "kernel/libbpf/tracefs.hpp"

namespace bpflens::kernel {
namespace {

std::uint32_t program_id(int fd) {
  bpf_prog_info info{};
  std::uint32_t size = sizeof info;
  if (bpf_obj_get_info_by_fd(fd, &info, &size) != 0 && errno != ENODEV) fail("read a program's id", "", errno);
  return info.id;
}

// Perf events from before Linux 5.15 are no links to the kernel: they keep id 0.
void read_link(int fd, KernelNames& names, model::Link& link) {
  bpf_link_info info{};
  std::uint32_t size = sizeof info;
  if (bpf_obj_get_info_by_fd(fd, &info, &size) != 0) return;
  link.id = {info.id};
  link.type = info.type;
  link.type_name = names.link_type(info.type);
}

}  // namespace

ZeroTaken::ZeroTaken() {
  if (fcntl(0, F_GETFD) < 0 && errno == EBADF) ours_ = open("/dev/null", O_RDONLY | O_CLOEXEC) == 0;
}

ZeroTaken::~ZeroTaken() {
  if (ours_) close(0);
}

std::vector<model::Program> LibbpfObject::programs() const {
  std::vector<model::Program> all;
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, object_.get()) {
    const int fd = bpf_program__fd(program);
    if (fd >= 0) all.push_back(programs_.describe(fd));
  }
  return all;
}

std::vector<model::Map> LibbpfObject::maps() const {
  std::vector<model::Map> all;
  bpf_map* map = nullptr;
  bpf_object__for_each_map(map, object_.get()) {
    const int fd = bpf_map__fd(map);
    if (fd >= 0) all.push_back(maps_.describe(fd));
  }
  return all;
}

std::vector<std::string> LibbpfObject::map_names() const {
  std::vector<std::string> names;
  bpf_map* map = nullptr;
  bpf_object__for_each_map(map, object_.get()) {
    if (bpf_map__fd(map) >= 0) names.emplace_back(bpf_map__name(map));
  }
  return names;
}

bpf_program* LibbpfObject::find(model::ProgramId id) const {
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, object_.get()) {
    const int fd = bpf_program__fd(program);
    if (fd >= 0 && program_id(fd) == id.value) return program;
  }
  fail(Failure{
      .kind = ErrorKind::not_found, .operation = "find program " + std::to_string(id.value) + " in", .subject = path_});
}

bool LibbpfObject::says_where(model::ProgramId id) const {
  const bpf_program* program = find(id);
  return section_says_where(static_cast<std::uint32_t>(bpf_program__type(program)), bpf_program__section_name(program));
}

model::Link LibbpfObject::attach(model::ProgramId id) {
  bpf_program* program = find(id);
  if (mount_tracefs_ && needs_tracefs(bpf_program__section_name(program)) && !tracefs_mounted()) mount_tracefs();
  const LibbpfMessages messages;
  LinkHandle made(bpf_program__attach(program));
  if (!made) {
    const int error = errno;
    fail(attach_failure({bpf_program__name(program), bpf_program__section_name(program),
                         static_cast<std::uint32_t>(bpf_program__type(program))},
                        error, messages.warnings()));
  }
  model::Link link;
  link.program = id;
  link.program_name = bpf_program__name(program);
  link.target = bpf_program__section_name(program);
  read_link(bpf_link__fd(made.get()), names_, link);
  links_.push_back(std::move(made));
  return link;
}

}  // namespace bpflens::kernel
