// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A stream over a file descriptor that tells why a write failed, which std::cout can't.
#pragma once

#include <ostream>
#include <stdexcept>
#include <streambuf>
#include <vector>

namespace bpflens::cli {

// Writing to standard output failed with this errno.
class OutputError : public std::runtime_error {
 public:
  explicit OutputError(int error);
  int code() const { return error_; }

 private:
  int error_;
};

// Standard output raises OutputError. Messages are lost without one: whom should it be told, and streams that flush
// after each piece (std::unitbuf) do so where nothing may be thrown.
enum class WriteErrors { raise, ignore };

// Gathers up to 64 KiB; larger pieces are written through.
class FdStreambuf : public std::streambuf {
 public:
  FdStreambuf(int fd, WriteErrors errors);

 protected:
  int_type overflow(int_type c) override;
  std::streamsize xsputn(const char* data, std::streamsize size) override;
  int sync() override;

 private:
  void write_all(const char* data, std::size_t size);

  int fd_;
  WriteErrors errors_;
  std::vector<char> buffer_;
};

// An ostream over a descriptor it does not own. OutputError passes through its operators; what is left
// in the buffer at its end must be flushed by the caller, who can then see the error.
class FdStream : private FdStreambuf, public std::ostream {
 public:
  explicit FdStream(int fd, WriteErrors errors = WriteErrors::raise)
      : FdStreambuf(fd, errors), std::ostream(static_cast<FdStreambuf*>(this)) {
    exceptions(std::ios::badbit);
  }
};

}  // namespace bpflens::cli
