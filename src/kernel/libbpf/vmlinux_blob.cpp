// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/vmlinux_blob.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/libbpf/descriptor.hpp"

namespace bpflens::kernel {
namespace {

// Empty when the file ends early or can't be read.
std::vector<std::byte> read_whole(int file, std::size_t size) {
  std::vector<std::byte> bytes(size);
  std::size_t got = 0;
  while (got < size) {
    const ssize_t count = read(file, bytes.data() + got, size - got);
    if (count <= 0) return {};
    got += static_cast<std::size_t>(count);
  }
  return bytes;
}

}  // namespace

VmlinuxBlob::VmlinuxBlob() {
  const Descriptor file(open("/sys/kernel/btf/vmlinux", O_RDONLY | O_CLOEXEC));
  struct stat facts {};
  if (!file || fstat(file.get(), &facts) != 0 || facts.st_size <= 0) return;
  const auto size = static_cast<std::size_t>(facts.st_size);
  mapping_ = Mapping(file.get(), size, PROT_READ, 0, MAP_PRIVATE);
  if (mapping_) {
    bytes_ = {mapping_.start(), size};
    return;
  }
  read_ = read_whole(file.get(), size);
  bytes_ = read_;
}

}  // namespace bpflens::kernel
