// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A mount namespace for the length of a test: what is mounted in it is never seen outside and goes with it.
#pragma once

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

#include "support/scratch_directory.hpp"

namespace bpflens::test {

class PrivateMounts {
 public:
  PrivateMounts() {
    check(original_ >= 0 && where_ >= 0, "open the mount namespace");
    check(unshare(CLONE_NEWNS) == 0, "unshare(CLONE_NEWNS)");
    check(::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0, "make mounts private");
  }
  PrivateMounts(const PrivateMounts&) = delete;
  PrivateMounts& operator=(const PrivateMounts&) = delete;
  ~PrivateMounts() {
    // A thread that was joined may have its share of this process's directories a moment longer: EINVAL.
    for (int attempt = 0; setns(original_, CLONE_NEWNS) != 0; ++attempt)
      if (errno != EINVAL || attempt == 1000 || usleep(1000) != 0) std::abort();
    if (fchdir(where_) != 0) std::abort();
    close(original_);
    close(where_);
  }

  // Whether this process may have one; tests skip where it may not.
  static bool possible() { return geteuid() == 0; }

  // EBUSY: a filesystem that there is only one of (tracefs) is mounted there already, as on most machines.
  void mount(const char* type, const std::string& directory, unsigned long flags = 0) {
    check(::mount(type, directory.c_str(), type, flags, nullptr) == 0 || errno == EBUSY, "mount " + directory);
  }

 private:
  static void check(bool ok, const std::string& what) {
    if (!ok) throw std::system_error(errno, std::generic_category(), what);
  }

  int original_ = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
  int where_ = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
};

}  // namespace bpflens::test
