// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Owns a memory mapping.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <utility>

namespace bpflens::kernel {

class Mapping {
 public:
  Mapping() = default;

  // Maps; what failed is told by errno and by the mapping being false.
  Mapping(int fd, std::size_t size, int protection, off_t offset, int sharing = MAP_SHARED) : size_(size) {
    void* start = mmap(nullptr, size, protection, sharing, fd, offset);
    if (start != MAP_FAILED) start_ = static_cast<std::byte*>(start);
  }
  Mapping(Mapping&& other) noexcept : start_(std::exchange(other.start_, nullptr)), size_(other.size_) {}
  Mapping& operator=(Mapping&& other) noexcept {
    std::swap(start_, other.start_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~Mapping() {
    if (start_ != nullptr) munmap(start_, size_);
  }

  std::byte* start() const { return start_; }
  explicit operator bool() const { return start_ != nullptr; }

 private:
  std::byte* start_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace bpflens::kernel
