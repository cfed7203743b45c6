// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Places in and outside bpffs mounts: which paths are on one, what may stand there, what is made on the
// way to a new pin.
#pragma once

#include <string>
#include <vector>

#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/path_root.hpp"
#include "kernel/pins.hpp"

namespace bpflens::kernel {

// A path as the directory that holds it and the name in there: "/sys/fs/bpf", "x".
struct PinPlace {
  std::string parent;
  std::string name;
};
PinPlace place_of(std::string path);

// Names with a dot can't be given in a bpffs (EPERM); files that have one are the kernel's own: maps.debug
// and progs.debug, which are iterators to read from.
bool is_kernels_own(std::string_view name);

// The file system that the descriptor refers to, by its magic number (statfs(2)).
long type_of_file_system(int fd);
bool on_bpffs(int fd);

// Where bpffs mounts are, in mount order, each once; those that something was mounted over are left out.
std::vector<std::string> bpffs_mounts(const PathRoot& root = PathRoot());
std::vector<model::BpffsMount> described_bpffs_mounts(const PathRoot& root);

// The innermost of the mounts that holds the path; empty when none does.
std::string mount_holding(const std::vector<std::string>& mounts, const std::string& path);

// Throws for a directory that would have to be on a bpffs: says where bpffs mounts are, and how to mount one.
[[noreturn]] void fail_off_bpffs(const std::string& operation, const std::string& subject, const std::string& directory,
                                 const PathRoot& root = PathRoot());

// Mounts a bpffs on an empty directory, readable for its owner only.
void mount_bpffs(const std::string& directory);

// The directory a new pin goes to, made ready as the options say. What was made is undone at the end of
// its life unless keep() was called.
class PreparedDirectory {
 public:
  // The operation and its subject are for messages.
  PreparedDirectory(const std::string& operation, const std::string& subject, const std::string& directory,
                    const PinOptions& options, const PathRoot& root = PathRoot());
  PreparedDirectory(const PreparedDirectory&) = delete;
  PreparedDirectory& operator=(const PreparedDirectory&) = delete;
  ~PreparedDirectory();

  // The directory itself, until keep().
  int descriptor() const { return directory_.get(); }

  void keep();

 private:
  // A directory that was made, by the one that it is in.
  struct Made {
    Descriptor parent;
    std::string name;
  };
  void undo() noexcept;
  void make_missing(const std::string& operation, const std::string& subject, const std::vector<std::string>& missing);

  Descriptor directory_;
  std::string mounted_;
  std::vector<Made> made_;  // outermost first
};

}  // namespace bpflens::kernel
