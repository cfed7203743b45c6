// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// fsmount(2) makes a mount that is attached nowhere: files are opened relative to its descriptor (Linux 5.2).
#include "kernel/libbpf/security.hpp"

#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

#include <array>

#include "kernel/libbpf/descriptor.hpp"

namespace bpflens::kernel {
namespace {

Descriptor detached_securityfs() {
  const Descriptor context(fsopen("securityfs", FSOPEN_CLOEXEC));
  if (!context || fsconfig(context.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) != 0) return Descriptor();
  return Descriptor(fsmount(context.get(), FSMOUNT_CLOEXEC, 0));
}

std::string first_line_of(const Descriptor& directory, const char* name) {
  const Descriptor file(openat(directory.get(), name, O_RDONLY | O_CLOEXEC));
  std::array<char, 512> text;
  const ssize_t got = file ? read(file.get(), text.data(), text.size()) : 0;
  const std::string content(text.data(), static_cast<std::size_t>(got > 0 ? got : 0));
  return content.substr(0, content.find('\n'));
}

struct Files {
  std::string lockdown;  // "none [integrity] confidentiality"
  std::string lsm;       // "capability,landlock,bpf"
};

Files read_files() {
  const Descriptor mounted(open("/sys/kernel/security", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const Files files{first_line_of(mounted, "lockdown"), first_line_of(mounted, "lsm")};
  if (!files.lsm.empty()) return files;
  const Descriptor detached = detached_securityfs();
  return {first_line_of(detached, "lockdown"), first_line_of(detached, "lsm")};
}

// Neither changes while a command runs, and ending a mount takes milliseconds.
const Files& files() {
  static const Files once = read_files();
  return once;
}

}  // namespace

std::string security_modules() { return files().lsm; }

std::string lockdown_mode() {
  const std::string& modes = files().lockdown;
  const std::size_t open = modes.find('[');
  const std::size_t close = modes.find(']');
  return open == std::string::npos || close == std::string::npos ? "" : modes.substr(open + 1, close - open - 1);
}

}  // namespace bpflens::kernel
