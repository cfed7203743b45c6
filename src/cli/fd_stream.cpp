// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "cli/fd_stream.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "kernel/error.hpp"

namespace bpflens::cli {

OutputError::OutputError(int error)
    : std::runtime_error(kernel::message({.operation = "write to standard output", .error = error})), error_(error) {}

FdStreambuf::FdStreambuf(int fd, WriteErrors errors) : fd_(fd), errors_(errors), buffer_(64 * 1024) {
  setp(buffer_.data(), buffer_.data() + buffer_.size());
}

void FdStreambuf::write_all(const char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t written = ::write(fd_, data, size);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      const int error = errno;
      setp(buffer_.data(), buffer_.data() + buffer_.size());  // what could not be written is not tried again
      if (errors_ == WriteErrors::ignore) return;
      throw OutputError(error);
    }
    data += written;
    size -= static_cast<std::size_t>(written);
  }
}

int FdStreambuf::sync() {
  const auto pending = static_cast<std::size_t>(pptr() - pbase());
  write_all(pbase(), pending);
  setp(buffer_.data(), buffer_.data() + buffer_.size());
  return 0;
}

FdStreambuf::int_type FdStreambuf::overflow(int_type c) {
  sync();
  if (c != traits_type::eof()) sputc(traits_type::to_char_type(c));
  return 0;
}

std::streamsize FdStreambuf::xsputn(const char* data, std::streamsize size) {
  if (size > epptr() - pptr()) sync();
  if (size > epptr() - pptr()) {
    write_all(data, static_cast<std::size_t>(size));
  } else {
    std::memcpy(pptr(), data, static_cast<std::size_t>(size));
    pbump(static_cast<int>(size));
  }
  return size;
}

}  // namespace bpflens::cli
