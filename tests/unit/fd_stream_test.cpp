// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <string>

#include "cli/fd_stream.hpp"

namespace bpflens::cli {
namespace {

struct Pipe {
  std::array<int, 2> ends{-1, -1};
  Pipe() { REQUIRE(pipe(ends.data()) == 0); }
  ~Pipe() {
    close_reader();
    close(ends[1]);
  }
  void close_reader() {
    if (ends[0] >= 0) close(ends[0]);
    ends[0] = -1;
  }
  std::string read_all() {
    std::string text(100, '\0');
    const ssize_t size = read(ends[0], text.data(), text.size());
    text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return text;
  }
};

int error_of(FdStream& stream) {
  try {
    stream.flush();
  } catch (const OutputError& error) {
    return error.code();
  }
  return 0;
}

TEST_CASE("what was written arrives when the stream is flushed") {
  Pipe pipe;
  FdStream stream(pipe.ends[1]);
  stream << "12 " << 34 << '\n';
  CHECK(error_of(stream) == 0);
  CHECK(pipe.read_all() == "12 34\n");
}

TEST_CASE("a reader that has gone is EPIPE") {
  Pipe pipe;
  pipe.close_reader();
  std::signal(SIGPIPE, SIG_IGN);
  FdStream stream(pipe.ends[1]);
  stream << "text";
  CHECK(error_of(stream) == EPIPE);
}

TEST_CASE("messages that nobody reads are lost, and the next ones, too") {
  Pipe pipe;
  pipe.close_reader();
  std::signal(SIGPIPE, SIG_IGN);
  FdStream stream(pipe.ends[1], WriteErrors::ignore);
  stream << std::unitbuf;
  stream << "text" << std::string(100'000, 'x') << std::endl;
  CHECK(stream.good());
}

TEST_CASE("a full disk is ENOSPC, for small and for large pieces") {
  const int fd = open("/dev/full", O_WRONLY);
  REQUIRE(fd >= 0);
  FdStream small(fd);
  small << "text";
  CHECK(error_of(small) == ENOSPC);
  FdStream large(fd);
  int error = 0;
  try {
    large << std::string(100'000, 'x');
  } catch (const OutputError& thrown) {
    error = thrown.code();
  }
  CHECK(error == ENOSPC);
  close(fd);
}

}  // namespace
}  // namespace bpflens::cli
