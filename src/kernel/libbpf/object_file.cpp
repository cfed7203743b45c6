// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Reads before anything is judged: what is checked is then what is loaded.
#include "kernel/libbpf/object_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "kernel/explain.hpp"
#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/fail.hpp"

namespace bpflens::kernel {
namespace {

constexpr off_t kLargest = 256 << 20;

[[noreturn]] void refuse_file(const std::string& operation, const std::string& path, const std::string& cause) {
  fail(Failure{.operation = operation, .subject = path, .cause = cause});
}

[[noreturn]] void fail_open(const std::string& operation, const std::string& path, int error) {
  if (error == ENOENT)
    fail(Failure{.kind = ErrorKind::not_found,
                 .operation = operation,
                 .subject = path,
                 .error = error,
                 .cause = "there is no such file"});
  if (error == EACCES) {
    const Explanation found = explain_file(path);
    fail(Failure{.kind = ErrorKind::permission,
                 .operation = operation,
                 .subject = path,
                 .error = error,
                 .cause = found.cause,
                 .next_step = found.next_step});
  }
  fail(operation, path, error);
}

}  // namespace

std::vector<std::byte> read_object_file(const std::string& operation, const std::string& path) {
  // O_NONBLOCK: a FIFO must not hold us up before fstat can tell.
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file) fail_open(operation, path, errno);
  struct stat status {};
  if (fstat(file.get(), &status) != 0) fail(operation, path, errno);
  if (S_ISDIR(status.st_mode)) refuse_file(operation, path, "it is a directory; name the object file in it");
  if (!S_ISREG(status.st_mode)) refuse_file(operation, path, "it is not a regular file");
  if (status.st_size > kLargest) refuse_file(operation, path, "it is larger than 256 MiB, which no BPF object is");
  std::vector<std::byte> bytes(static_cast<std::size_t>(status.st_size));
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got = read(file.get(), bytes.data() + filled, bytes.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(operation, path, errno);
    if (got == 0) break;  // it was cut while we read
    filled += static_cast<std::size_t>(got);
  }
  bytes.resize(filled);
  return bytes;
}

std::string object_name(const std::string& path) {
  std::string name = path.substr(path.find_last_of('/') + 1);
  name = name.substr(0, name.find('.'));
  return name.empty() ? "object" : name;
}

}  // namespace bpflens::kernel
