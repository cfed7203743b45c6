// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/vmlinux_blob.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/fail.hpp"

namespace bpflens::kernel {
namespace {

constexpr const char* kPath = "/sys/kernel/btf/vmlinux";

std::vector<std::byte> read_whole(int file, std::size_t size) {
  std::vector<std::byte> bytes(size);
  std::size_t got = 0;
  while (got < size) {
    const ssize_t count = read(file, bytes.data() + got, size - got);
    if (count < 0 && errno != EINTR) fail("read", kPath, errno);
    if (count == 0)
      fail({.kind = ErrorKind::undetermined, .operation = "read", .subject = kPath, .cause = "it ends early"});
    if (count > 0) got += static_cast<std::size_t>(count);
  }
  return bytes;
}

}  // namespace

VmlinuxBlob::VmlinuxBlob() {
  const Descriptor file(open(kPath, O_RDONLY | O_CLOEXEC));
  if (!file && errno == ENOENT) return;
  struct stat facts {};
  if (!file || fstat(file.get(), &facts) != 0) fail("read", kPath, errno);
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
