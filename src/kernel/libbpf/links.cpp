// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/links.hpp"

#include <bpf/bpf.h>
#include <linux/bpf.h>

#include <cerrno>

#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/fail.hpp"
#include "kernel/libbpf/zeroed.hpp"

namespace bpflens::kernel {
namespace {

std::string named(model::LinkId id) { return "link " + std::to_string(id.value); }

// EAGAIN: it is being made, and has its id but can't be held yet.
bool is_gone(int error) { return error == ENOENT || error == EAGAIN; }

Descriptor open_link(model::LinkId id) {
  Descriptor fd(bpf_link_get_fd_by_id(id.value));
  if (!fd && is_gone(errno)) fail({.kind = ErrorKind::not_found, .operation = "find", .subject = named(id)});
  if (!fd) fail("open", named(id), errno);
  return fd;
}

// What is put in the place of what, for messages and for bpf_link_update.
struct Replacement {
  Descriptor with;
  Descriptor old;
  std::string what;
  std::string old_words;
};

std::string cause_of_refusal(const model::Link& link, const Replacement& replacement, int error) {
  if (replacement.old && (error == EPERM || error == EINVAL))
    return "it doesn't attach " + replacement.old_words + ", or what is to replace it is of another type";
  if (error == EINVAL || error == EOPNOTSUPP)
    return "what is to replace it is of another type, or links of type " + link.type_name + " can't be updated";
  if (error == ENOLINK) return "it attaches nothing any more";
  return "";
}

void put_in_place(const model::Link& link, const Replacement& replacement) {
  const Descriptor fd = open_link(link.id);
  LIBBPF_OPTS(bpf_link_update_opts, options);
  if (replacement.old) {
    options.flags = BPF_F_REPLACE;
    options.old_prog_fd = static_cast<std::uint32_t>(replacement.old.get());
  }
  if (bpf_link_update(fd.get(), replacement.with.get(), &options) == 0) return;
  const int error = errno;
  const std::string operation = "put " + replacement.what + " in the place of the one of";
  std::string cause = cause_of_refusal(link, replacement, error);
  if (cause.empty()) fail(operation, named(link.id), error);
  fail(Failure{.operation = operation, .subject = named(link.id), .error = error, .cause = std::move(cause)});
}

template <class Id>
Descriptor open_by_id(int (*open_id)(std::uint32_t), Id id, const std::string& words) {
  Descriptor fd(open_id(id.value));
  if (!fd && errno == ENOENT) fail({.kind = ErrorKind::not_found, .operation = "find", .subject = words});
  if (!fd) fail("open", words, errno);
  return fd;
}

template <class Id>
Replacement replacement_of(int (*open_id)(std::uint32_t), const std::string& noun, Id with, std::optional<Id> old) {
  Replacement made;
  made.what = noun + " " + std::to_string(with.value);
  made.with = open_by_id(open_id, with, made.what);
  if (!old) return made;
  made.old_words = noun + " " + std::to_string(old->value);
  made.old = open_by_id(open_id, *old, made.old_words);
  return made;
}

}  // namespace

std::optional<model::Link> LibbpfLinks::read(model::LinkId id) {
  const Descriptor fd(bpf_link_get_fd_by_id(id.value));
  if (!fd && is_gone(errno)) return std::nullopt;
  if (!fd) fail("open", named(id), errno);
  auto info = zeroed<LinkInfo>();
  std::uint32_t size = sizeof info;
  if (bpf_obj_get_info_by_fd(fd.get(), &info, &size) != 0) fail("read the description of", named(id), errno);
  model::Link link;
  link.id = id;
  link.type = info.type;
  link.type_name = names_.link_type(info.type);
  link.program = {info.program};
  if (info.program != 0)
    if (const auto program = programs_.find(link.program)) link.program_name = program->name;
  link.place = places_.of(fd.get(), info);
  return link;
}

std::optional<model::Link> LibbpfLinks::find(model::LinkId id) {
  places_.forget();
  return read(id);
}

std::vector<model::Link> LibbpfLinks::list() {
  places_.forget();
  std::vector<model::Link> links;
  std::uint32_t id = 0;
  while (bpf_link_get_next_id(id, &id) == 0)
    if (auto link = read({id})) links.push_back(std::move(*link));
  if (errno != ENOENT) fail("list links", "", errno);
  return links;
}

VisibleLinks LibbpfLinks::visible() {
  std::uint32_t first = 0;
  if (bpf_link_get_next_id(0, &first) == 0 || errno == ENOENT) return {.found = list(), .hidden = ""};
  return {.found = {}, .hidden = "links can't be listed: " + why(errno)};
}

bool LibbpfLinks::detach(const model::Link& link) {
  const Descriptor fd(bpf_link_get_fd_by_id(link.id.value));
  if (!fd && is_gone(errno)) return true;
  if (!fd) fail("open", named(link.id), errno);
  if (bpf_link_detach(fd.get()) == 0) return true;
  if (errno != EOPNOTSUPP) fail("detach", named(link.id), errno);
  return false;
}

void LibbpfLinks::update(const model::Link& link, model::ProgramId program, std::optional<model::ProgramId> old) {
  put_in_place(link, replacement_of(bpf_prog_get_fd_by_id, "program", program, old));
}

void LibbpfLinks::update(const model::Link& link, model::MapId map, std::optional<model::MapId> old) {
  put_in_place(link, replacement_of(bpf_map_get_fd_by_id, "map", map, old));
}

}  // namespace bpflens::kernel
