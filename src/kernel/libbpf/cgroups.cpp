// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Each attach type is a question of its own; those that this kernel doesn't know are asked once.
#include "kernel/libbpf/cgroups.hpp"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/magic.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "kernel/libbpf/bpffs.hpp"
#include "kernel/libbpf/cgroup_paths.hpp"
#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/directory.hpp"
#include "kernel/libbpf/fail.hpp"
#include "kernel/libbpf/newer_uapi.hpp"
#include "kernel/libbpf/program_query.hpp"
#include "kernel/libbpf/zeroed.hpp"

namespace bpflens::kernel {
namespace {

constexpr auto kAttachTypes = std::to_array<std::uint32_t>({
    BPF_CGROUP_INET_INGRESS,
    BPF_CGROUP_INET_EGRESS,
    BPF_CGROUP_INET_SOCK_CREATE,
    BPF_CGROUP_INET_SOCK_RELEASE,
    BPF_CGROUP_SOCK_OPS,
    BPF_CGROUP_DEVICE,
    BPF_CGROUP_INET4_BIND,
    BPF_CGROUP_INET6_BIND,
    BPF_CGROUP_INET4_POST_BIND,
    BPF_CGROUP_INET6_POST_BIND,
    BPF_CGROUP_INET4_CONNECT,
    BPF_CGROUP_INET6_CONNECT,
    kAttachTypeUnixConnect,
    BPF_CGROUP_INET4_GETPEERNAME,
    BPF_CGROUP_INET6_GETPEERNAME,
    kAttachTypeUnixConnect + 3,  // cgroup_unix_getpeername
    BPF_CGROUP_INET4_GETSOCKNAME,
    BPF_CGROUP_INET6_GETSOCKNAME,
    kAttachTypeUnixGetsockname,
    BPF_CGROUP_UDP4_SENDMSG,
    BPF_CGROUP_UDP6_SENDMSG,
    kAttachTypeUnixConnect + 1,  // cgroup_unix_sendmsg
    BPF_CGROUP_UDP4_RECVMSG,
    BPF_CGROUP_UDP6_RECVMSG,
    kAttachTypeUnixConnect + 2,  // cgroup_unix_recvmsg
    BPF_CGROUP_SYSCTL,
    BPF_CGROUP_GETSOCKOPT,
    BPF_CGROUP_SETSOCKOPT,
    BPF_LSM_CGROUP,
});

Descriptor open_group(const std::string& directory) {
  return Descriptor(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

Descriptor open_cgroup(const std::string& directory) {
  Descriptor fd = open_group(directory);
  const std::string operation = "look at the control group";
  if (!fd && (errno == ENOENT || errno == ENOTDIR))
    fail(Failure{.kind = ErrorKind::not_found, .operation = operation, .subject = directory, .error = errno});
  if (!fd) fail(operation, directory, errno);
  if (type_of_file_system(fd.get()) != CGROUP2_SUPER_MAGIC)
    fail(Failure{.operation = operation,
                 .subject = directory,
                 .cause = "it is no directory of the unified hierarchy (cgroup2)",
                 .next_step = "look below " + cgroup2_mount()});
  return fd;
}

Failure why_no_cgroups() {
  Failure failure{.subject = "/sys/fs/cgroup", .error = ENOENT};
  add_explanation(failure);
  failure.error = 0;  // nothing was tried
  return failure;
}

std::string without_end(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

model::CgroupPrograms group_at(const std::string& directory, const std::string& mount, int fd) {
  model::CgroupPrograms group;
  group.directory = directory;
  if (directory == mount) group.path = "/";
  if (directory.starts_with(mount + "/")) group.path = directory.substr(mount.size());
  struct stat status {};
  if (fstat(fd, &status) == 0) group.id = status.st_ino;
  return group;
}

// The directories in one, by name.
std::vector<std::string> groups_in(int directory) {
  std::vector<std::string> names;
  const Directory entries = directory_of(Descriptor(openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)));
  while (const dirent* entry = entries ? readdir(entries.get()) : nullptr) {
    const std::string name = entry->d_name;
    if (entry->d_type == DT_DIR && name != "." && name != "..") names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

model::CgroupProgram LinuxCgroups::describe(std::uint32_t program, std::uint32_t attach_type, std::uint32_t flags) {
  model::CgroupProgram found;
  found.program = {program};
  found.attach_type = names_.attach_type(attach_type);
  found.attach_flags = flags;
  const Descriptor fd(bpf_prog_get_fd_by_id(program));
  auto info = zeroed<bpf_prog_info>();
  std::uint32_t size = sizeof info;
  if (!fd || bpf_obj_get_info_by_fd(fd.get(), &info, &size) != 0) return found;
  const char* name = info.name;
  found.name.assign(name, strnlen(name, sizeof info.name));
  found.hook_object = info.attach_btf_obj_id;
  found.hook_type = info.attach_btf_id;
  const btf_type* type = attach_type == BPF_LSM_CGROUP && names_.vmlinux() != nullptr
                             ? btf__type_by_id(names_.vmlinux(), info.attach_btf_id)
                             : nullptr;
  if (type != nullptr) found.hook = btf__name_by_offset(names_.vmlinux(), type->name_off);
  return found;
}

// 0, or the errno of the first question that the kernel wouldn't answer.
int LinuxCgroups::query(int directory, bool effective, std::vector<model::CgroupProgram>& programs) {
  const bool first = attach_types_.empty();
  if (first) attach_types_.assign(kAttachTypes.begin(), kAttachTypes.end());
  std::vector<std::uint32_t> unknown;
  for (const std::uint32_t type : attach_types_) {
    const bool each_has_flags = type == BPF_LSM_CGROUP && !effective;
    const QueryResult result =
        query_programs(static_cast<std::uint32_t>(directory), type, effective ? BPF_F_QUERY_EFFECTIVE : 0,
                       each_has_flags ? QueryExtent::flags_of_each : QueryExtent::programs);
    if (result.error == EINVAL) unknown.push_back(type);
    if (result.error != 0 && result.error != EINVAL) return result.error;
    for (const QueriedProgram& program : result.programs)
      programs.push_back(describe(program.program, type, each_has_flags ? program.flags : result.attach_flags));
  }
  if (first)
    std::erase_if(attach_types_,
                  [&](std::uint32_t type) { return std::find(unknown.begin(), unknown.end(), type) != unknown.end(); });
  return 0;
}

model::CgroupPrograms LinuxCgroups::at(const std::string& directory, bool effective) {
  const Descriptor fd = open_cgroup(directory);
  model::CgroupPrograms group = group_at(without_end(directory), cgroup2_mount(), fd.get());
  if (const int error = query(fd.get(), effective, group.programs); error != 0)
    fail("query the programs of control group", directory, error, {"CAP_NET_ADMIN"});
  return group;
}

// The links of a directory are its own two and one for each that it has in it.
std::vector<std::string> LinuxCgroups::beginning_with(const std::string& path) {
  const std::string mount = cgroup2_mount();
  if (mount.empty()) return {};
  if (!path.starts_with(mount + "/"))
    return mount.starts_with(path) ? std::vector{mount, mount + "/"} : std::vector<std::string>();
  const std::string directory = path.substr(0, path.find_last_of('/'));
  const Descriptor fd = open_group(directory);
  std::vector<std::string> found;
  for (const std::string& name : fd ? groups_in(fd.get()) : std::vector<std::string>()) {
    struct stat status {};
    const bool has_others = fstatat(fd.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 && status.st_nlink > 2;
    std::string group = directory;
    group.append("/").append(name);
    if (!group.starts_with(path)) continue;
    found.push_back(group);
    if (has_others) found.push_back(group + "/");
  }
  return found;
}

CgroupTree LinuxCgroups::tree(const std::string& root, bool effective) {
  const std::string mount = root.empty() ? cgroup2_mount() : root;
  CgroupTree tree;
  if (mount.empty()) tree.partial = reason(why_no_cgroups());
  if (mount.empty()) return tree;
  const std::string hierarchy = cgroup2_mount();
  std::vector<std::string> waiting = {without_end(mount)};
  for (bool first = true; !waiting.empty(); first = false) {
    const std::string directory = std::move(waiting.back());
    waiting.pop_back();
    const Descriptor fd = first ? open_cgroup(directory) : open_group(directory);
    if (!fd && errno != ENOENT) tree.partial = directory + " can't be opened: " + why(errno, {"CAP_DAC_READ_SEARCH"});
    if (!fd) continue;
    model::CgroupPrograms group = group_at(directory, hierarchy, fd.get());
    const int error = query(fd.get(), effective, group.programs);
    if (error == EPERM || error == EACCES)
      fail("query the programs of control group", directory, error, {"CAP_NET_ADMIN"});
    if (error != 0 && error != ENOENT) tree.partial = directory + " doesn't tell its programs: " + why(error);
    if (!group.programs.empty()) tree.groups.push_back(std::move(group));
    const std::vector<std::string> names = groups_in(fd.get());
    for (auto name = names.rbegin(); name != names.rend(); ++name) waiting.push_back(directory + "/" + *name);
  }
  return tree;
}

}  // namespace bpflens::kernel
