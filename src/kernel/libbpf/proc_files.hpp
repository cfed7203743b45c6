// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What proc(5) tells of processes and their descriptors.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace bpflens::kernel {

// Every process, by rising id.
std::vector<int> process_ids();

struct OpenFile {
  int fd = 0;
  std::string target;  // what the descriptor's link says: "anon_inode:bpf-map"
};

// A process's descriptors, by rising number, without those that close meanwhile; nothing when they may
// not be seen. A process that has gone has none.
std::optional<std::vector<OpenFile>> open_files(int pid);

// What a process calls itself; empty when it has gone.
std::string process_comm(int pid);

// A whole file; empty when it can't be read (see errno).
std::string file_text(const std::string& path);

// The same of a file in a directory, or by its whole path (AT_FDCWD); nothing when it can't be read (see errno).
std::optional<std::string> read_file(int directory, const std::string& path);

}  // namespace bpflens::kernel
