// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// libbpf (Debian 12's 1.1) reads /sys/kernel/btf/vmlinux as a stream, which takes a call for every 4 KiB: a fifth of
// the time in which it loads an object of many programs with CO-RE. A shared library's call of a function that the
// executable defines comes to the executable: `fopen64` is defined here, and gives that file out of memory where it can
// be mapped (Linux 6.16). There is nothing to call.
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/types.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/mapping.hpp"

namespace bpflens::kernel {
namespace {

struct MappedFile {
  Mapping mapping;
  std::size_t size = 0;
  std::size_t at = 0;
};

ssize_t read_mapped(void* cookie, char* to, std::size_t size) {
  auto& file = *static_cast<MappedFile*>(cookie);
  const std::size_t count = std::min(size, file.size - file.at);
  std::memcpy(to, file.mapping.start() + file.at, count);
  file.at += count;
  return static_cast<ssize_t>(count);
}

int seek_mapped(void* cookie, off64_t* offset, int whence) {
  auto& file = *static_cast<MappedFile*>(cookie);
  const std::size_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? file.at : file.size;
  const off64_t to = static_cast<off64_t>(base) + *offset;
  if (to < 0 || static_cast<std::size_t>(to) > file.size) {
    errno = EINVAL;
    return -1;
  }
  file.at = static_cast<std::size_t>(to);
  *offset = to;
  return 0;
}

int close_mapped(void* cookie) {
  const std::unique_ptr<MappedFile> file(static_cast<MappedFile*>(cookie));
  return 0;
}

FILE* open_mapped(const char* path) {
  const Descriptor fd(open(path, O_RDONLY | O_CLOEXEC));
  struct stat facts {};
  if (!fd || fstat(fd.get(), &facts) != 0) return nullptr;
  auto file = std::make_unique<MappedFile>();
  file->size = static_cast<std::size_t>(facts.st_size);
  file->mapping = Mapping(fd.get(), file->size, PROT_READ, 0, MAP_PRIVATE);
  if (!file->mapping) return nullptr;
  FILE* stream = fopencookie(file.get(), "r", {read_mapped, nullptr, seek_mapped, close_mapped});
  if (stream != nullptr) static_cast<void>(file.release());
  return stream;
}

}  // namespace
}  // namespace bpflens::kernel

extern "C" [[gnu::used, gnu::visibility("default"), gnu::no_sanitize_address]] FILE* fopen64(const char* path,
                                                                                             const char* mode) {
  if (std::string_view(path) == "/sys/kernel/btf/vmlinux" && mode[0] == 'r')
    if (FILE* stream = bpflens::kernel::open_mapped(path)) return stream;
  static const auto next = reinterpret_cast<FILE* (*)(const char*, const char*)>(dlsym(RTLD_NEXT, "fopen64"));
  return next(path, mode);
}
