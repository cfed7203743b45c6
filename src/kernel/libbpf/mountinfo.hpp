// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What is mounted where: /proc/PID/mountinfo, line by line (proc(5)).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bpflens::kernel {

struct Mount {
  std::string point;          // where it is mounted, octal escapes undone
  std::string root;           // the directory of the file system that is seen there; "/" for all of it
  std::string device;         // "0:39"
  std::string type;           // "bpf", "cgroup2"
  std::string options;        // of this mount: "rw,relatime"
  std::string super_options;  // of the file system: "rw,delegate_cmds=any"
  bool operator==(const Mount&) const = default;
};

// The lines of a mountinfo file, in mount order; a line that doesn't have the form is left out.
std::vector<Mount> parse_mountinfo(std::string_view text);

// The mounts a process sees; empty when the file can't be read. "self" for this process.
std::vector<Mount> mounts_of(std::string_view process);

// Whether a comma-separated list of mount options holds this one.
bool has_option(std::string_view options, std::string_view wanted);

}  // namespace bpflens::kernel
