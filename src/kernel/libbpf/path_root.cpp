// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// openat2(2), Linux 5.6. Everything is reached from one descriptor of /proc/PID: should the process end and its number
// be given to another, that descriptor leads nowhere.
#include "kernel/libbpf/path_root.hpp"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "kernel/libbpf/fail.hpp"
#include "kernel/libbpf/proc_files.hpp"

namespace bpflens::kernel {

std::string path_of(int fd) { return "/proc/self/fd/" + std::to_string(fd); }

PathRoot PathRoot::of_process(int pid) {
  const std::string subject = std::to_string(pid);
  const std::string operation = "look into the mount namespace of process";
  auto found = try_process(pid);
  if (!found && (errno == ENOENT || errno == ESRCH))
    fail({.kind = ErrorKind::not_found, .operation = operation, .subject = subject, .cause = "there is none"});
  if (!found) fail(operation, subject, errno);
  return std::move(*found);
}

std::optional<PathRoot> PathRoot::try_process(int pid) {
  PathRoot found;
  found.process_ = Descriptor(::open(("/proc/" + std::to_string(pid)).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (found.process_) found.root_ = Descriptor(openat(found.process_.get(), "root", O_PATH | O_DIRECTORY | O_CLOEXEC));
  return found.root_ ? std::optional(std::move(found)) : std::nullopt;
}

Descriptor PathRoot::open(const std::string& path, int flags) const {
  if (is_own()) return Descriptor(::open(path.c_str(), flags | O_CLOEXEC));
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC);
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  return Descriptor(static_cast<int>(syscall(SYS_openat2, root_.get(), path.c_str(), &how, sizeof how)));
}

std::vector<Mount> PathRoot::mounts() const {
  if (!is_own()) return parse_mountinfo(read_file(process_.get(), "mountinfo").value_or(""));
  const auto text = read_file(AT_FDCWD, "/proc/self/mountinfo");
  if (!text) fail("read", "/proc/self/mountinfo", errno);
  return parse_mountinfo(*text);
}

}  // namespace bpflens::kernel
