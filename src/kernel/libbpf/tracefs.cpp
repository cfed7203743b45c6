// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/tracefs.hpp"

#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>

#include "kernel/libbpf/fail.hpp"

namespace bpflens::kernel {

bool tracefs_mounted() {
  return access("/sys/kernel/tracing/events", F_OK) == 0 || access("/sys/kernel/debug/tracing/events", F_OK) == 0;
}

std::string tracefs_directory() {
  for (const char* directory : {"/sys/kernel/tracing", "/sys/kernel/debug/tracing"})
    if (access((std::string(directory) + "/trace_pipe").c_str(), F_OK) == 0) return directory;
  return "";
}

bool needs_tracefs(std::string_view section) {
  if (section.starts_with('?')) section.remove_prefix(1);
  return section.starts_with("tracepoint/") || section.starts_with("tp/");
}

void mount_tracefs() {
  constexpr auto kDirectory = "/sys/kernel/tracing";
  if (mount("tracefs", kDirectory, "tracefs", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) != 0)
    fail("mount tracefs on", kDirectory, errno);
}

}  // namespace bpflens::kernel
