// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The kernel names its descriptors' anonymous inodes after the kind of object; the rest is
// BPF_OBJ_GET_INFO_BY_FD.
#include "kernel/libbpf/pinned_object.hpp"

#include <bpf/bpf.h>
#include <linux/bpf.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string_view>
#include "kernel/libbpf/zeroed.hpp"

namespace bpflens::kernel {
namespace {

// "anon_inode:bpf-prog", "anon_inode:bpf-map", "anon_inode:bpf_link" (kernel/bpf/syscall.c).
std::optional<model::ObjectKind> kind_of(int fd) {
  std::array<char, 64> target;
  const std::string link = "/proc/self/fd/" + std::to_string(fd);
  const ssize_t length = readlink(link.c_str(), target.data(), target.size());
  if (length >= 0) errno = EINVAL;  // of what no kind fits
  const std::string_view name(target.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
  if (name.ends_with("bpf-prog")) return model::ObjectKind::program;
  if (name.ends_with("bpf-map")) return model::ObjectKind::map;
  if (name.ends_with("bpf_link") || name.ends_with("bpf-link")) return model::ObjectKind::link;
  return std::nullopt;
}

// ENODEV: the device it was offloaded to is gone; the description is filled all the same.
template <class Info>
std::optional<Info> info_of(int fd) {
  auto info = zeroed<Info>();
  std::uint32_t size = sizeof info;
  if (bpf_obj_get_info_by_fd(fd, &info, &size) != 0 && errno != ENODEV) return std::nullopt;
  return info;
}

template <std::size_t N>
std::string text(const char (&name)[N]) {
  return {name, strnlen(name, N)};
}

}  // namespace

std::optional<PinnedObject> describe_object(int fd, KernelNames& names) {
  using model::ObjectKind;
  const auto kind = kind_of(fd);
  if (kind == ObjectKind::program) {
    if (const auto info = info_of<bpf_prog_info>(fd))
      return PinnedObject{{*kind, info->id}, names.program_type(info->type), text(info->name)};
  } else if (kind == ObjectKind::map) {
    if (const auto info = info_of<bpf_map_info>(fd))
      return PinnedObject{{*kind, info->id}, names.map_type(info->type), text(info->name)};
  } else if (kind == ObjectKind::link) {
    if (const auto info = info_of<bpf_link_info>(fd))
      return PinnedObject{{*kind, info->id}, names.link_type(info->type), ""};
  }
  return std::nullopt;
}

Descriptor open_object(const model::ObjectRef& object) {
  switch (object.kind) {
    case model::ObjectKind::program:
      return Descriptor(bpf_prog_get_fd_by_id(object.id));
    case model::ObjectKind::map:
      return Descriptor(bpf_map_get_fd_by_id(object.id));
    case model::ObjectKind::link:
      return Descriptor(bpf_link_get_fd_by_id(object.id));
  }
  return Descriptor();
}

}  // namespace bpflens::kernel
