// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Owns a file descriptor from its first line to its last.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <utility>

namespace bpflens::kernel {

class Descriptor {
 public:
  Descriptor() = default;

  // Takes over a descriptor, or a negative number that stands for none. Descriptor 0 is moved up:
  // in several bpf(2) attributes 0 means "none", so an object behind it could not be named.
  explicit Descriptor(int fd) : fd_(fd == 0 ? move_up(fd) : fd) {}

  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }

  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }  // to another owner
  explicit operator bool() const { return fd_ >= 0; }

 private:
  static int move_up(int fd) {
    const int moved = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    close(fd);
    return moved;
  }

  int fd_ = -1;
};

}  // namespace bpflens::kernel
