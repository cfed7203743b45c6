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
#include "kernel/libbpf/attach_target.hpp"
#include "kernel/libbpf/fail.hpp"
#include "kernel/libbpf/log.hpp"
#include "kernel/libbpf/tracefs.hpp"
#include "kernel/libbpf/zeroed.hpp"

namespace bpflens::kernel {
namespace {

std::uint32_t program_id(int fd) {
  auto info = zeroed<bpf_prog_info>();
  std::uint32_t size = sizeof info;
  if (bpf_obj_get_info_by_fd(fd, &info, &size) != 0 && errno != ENODEV) fail("read a program's id", "", errno);
  return info.id;
}

// Perf events from before Linux 5.15 are no links to the kernel: they keep id 0.
void read_link(int fd, KernelNames& names, model::Link& link) {
  auto info = zeroed<bpf_link_info>();
  std::uint32_t size = sizeof info;
  if (bpf_obj_get_info_by_fd(fd, &info, &size) != 0) return;
  link.id = {info.id};
  link.type = info.type;
  link.type_name = names.link_type(info.type);
}

Failure target_failure(const bpf_program* program, const std::string& target, int error,
                       const std::vector<std::string>& warnings) {
  Failure failure{.operation = std::string("attach program ") + bpf_program__name(program) + " to",
                  .subject = target,
                  .error = error};
  if (error == EPERM || error == EACCES) {
    failure.kind = ErrorKind::permission;
    const bool traces = section_says_where(bpf_program__type(program), "x/x");
    add_explanation(failure, Makes::nothing, {traces ? "CAP_PERFMON" : "CAP_NET_ADMIN"});
  } else if (error == EBUSY || error == EEXIST) {
    failure.cause = "another program is attached there already";
    failure.next_step = "see which (bpflens link list --all), and detach it or update its link (bpflens link update)";
  } else if (error == ENOENT) {
    explain_missing_hook(failure, bpf_program__type(program), target.find('/') == std::string::npos);
  }
  if (failure.cause.empty() && !warnings.empty()) failure.cause = "libbpf says: " + warnings.back();
  return failure;
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
    if (fd >= 0) all.push_back(programs_.describe(fd, detail_));
  }
  return all;
}

std::vector<model::Map> LibbpfObject::maps() const {
  std::vector<model::Map> all;
  bpf_map* map = nullptr;
  bpf_object__for_each_map(map, object_.get()) {
    const int fd = bpf_map__fd(map);
    if (fd >= 0) all.push_back(maps_.describe(fd, detail_));
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
  return keep(program, bpf_program__section_name(program), std::move(made), {});
}

model::Link LibbpfObject::attach_to(model::ProgramId id, const std::string& target) {
  bpf_program* program = find(id);
  const bool wants_tracefs = bpf_program__type(program) == BPF_PROG_TYPE_TRACEPOINT;
  if (mount_tracefs_ && wants_tracefs && !tracefs_mounted()) mount_tracefs();
  const LibbpfMessages messages;
  MadeLink made = attach_program(program, target);
  const int error = errno;
  if (!made) fail(target_failure(program, target, error, messages.warnings()));
  return keep(program, target, std::move(made.link), std::move(made.descriptor));
}

model::Link LibbpfObject::replace(model::ProgramId id, const std::string& pinned_link) {
  bpf_program* program = find(id);
  const Descriptor link(bpf_obj_get(pinned_link.c_str()));
  if (!link) fail("open the link pinned at", pinned_link, errno);
  if (bpf_link_update(link.get(), bpf_program__fd(program), nullptr) != 0) {
    const int error = errno;
    Failure failure{
        .operation = std::string("put program ") + bpf_program__name(program) + " in the place of the one at",
        .subject = pinned_link,
        .error = error};
    if (error == EINVAL) failure.cause = "that program is of another type, or links of its type can't be updated";
    fail(std::move(failure));
  }
  model::Link updated;
  updated.program = id;
  updated.program_name = bpf_program__name(program);
  read_link(link.get(), names_, updated);
  return updated;
}

model::Link LibbpfObject::keep(bpf_program* program, const std::string& target, LinkHandle made,
                               Descriptor descriptor) {
  model::Link link;
  link.program = {program_id(bpf_program__fd(program))};
  link.program_name = bpf_program__name(program);
  link.target = target;
  read_link(made ? bpf_link__fd(made.get()) : descriptor.get(), names_, link);
  if (made) links_.push_back(std::move(made));
  if (descriptor) link_descriptors_.push_back(std::move(descriptor));
  return link;
}

}  // namespace bpflens::kernel
