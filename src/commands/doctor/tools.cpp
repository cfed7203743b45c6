// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What is mounted and installed.
#include <charconv>
#include <cstdint>
#include <string_view>

#include "commands/doctor/doctor.hpp"
#include "commands/files.hpp"
#include "commands/installed_clang.hpp"

namespace bpflens::commands {
namespace {

using model::Fact;
using model::Health;

// A file system that must be mounted.
Fact mounted(const Patient& patient, const char* type, const char* name, const char* missing, const char* next_step) {
  std::string points;
  for (const model::MountPoint& mount : patient.around.mounts)
    if (mount.type == type) points += (points.empty() ? "" : ", ") + mount.path;
  if (!points.empty()) return {name, Health::good, "at " + points, ""};
  return {name, Health::hindrance, missing, next_step};
}

// The number behind "#define NAME " in a header; nothing where there is none.
std::optional<std::uint32_t> defined_number(const std::string& header, const std::string& name) {
  constexpr std::size_t kLargest = 1 << 20;
  const FileBytes file = read_file(header, kLargest);
  const std::string_view text(reinterpret_cast<const char*>(file.bytes.data()), file.bytes.size());
  const std::string define = "#define " + name + " ";
  const std::size_t at = text.find(define);
  if (at == std::string_view::npos) return std::nullopt;
  std::uint32_t number = 0;
  const auto read = std::from_chars(text.data() + at + define.size(), text.data() + text.size(), number);
  return read.ec == std::errc() ? std::optional(number) : std::nullopt;
}

}  // namespace

Fact bpffs(const Patient& patient) {
  return mounted(patient, "bpf", "bpffs", "not mounted: nothing can be pinned",
                 "mount it (mount -t bpf bpf /sys/fs/bpf), or give --mount");
}

Fact tracefs(const Patient& patient) {
  return mounted(patient, "tracefs", "tracefs", "not mounted: tracepoints can't be found",
                 "mount it (mount -t tracefs tracefs /sys/kernel/tracing), or give --mount");
}

Fact cgroup2(const Patient& patient) {
  return mounted(patient, "cgroup2", "cgroup2", "not mounted: programs can't be attached to control groups",
                 "mount it (mount -t cgroup2 cgroup2 /sys/fs/cgroup)");
}

Fact clang(const Patient&) {
  const std::string path = installed_clang();
  if (!path.empty()) return {"clang", Health::good, path, ""};
  return {"clang", Health::hindrance, "none in PATH: nothing can be compiled", "install it (apt-get install clang)"};
}

// Of the kernel's user interface and of libbpf; programs include both.
Fact headers(const Patient&) {
  const auto kernel = defined_number("/usr/include/linux/version.h", "LINUX_VERSION_CODE");
  const auto major = defined_number("/usr/include/bpf/libbpf_version.h", "LIBBPF_MAJOR_VERSION");
  const auto minor = defined_number("/usr/include/bpf/libbpf_version.h", "LIBBPF_MINOR_VERSION");
  if (!kernel || !major || !minor)
    return {"headers", Health::hindrance, "<linux/bpf.h> or <bpf/bpf_helpers.h> is not installed",
            "install them (apt-get install linux-libc-dev libbpf-dev)"};
  return {"headers", Health::good,
          "Linux " + std::to_string(*kernel >> 16) + "." + std::to_string(*kernel >> 8 & 255) + ", libbpf " +
              std::to_string(*major) + "." + std::to_string(*minor),
          ""};
}

Fact libbpf(const Patient& patient) { return {"libbpf", Health::good, patient.kernel.loader.libbpf_version(), ""}; }

}  // namespace bpflens::commands
