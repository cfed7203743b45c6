// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The process around cli::run: arguments, the real kernel, the standard streams.
#include <fcntl.h>
#include <unistd.h>

#include <csignal>

#include "cli/fd_stream.hpp"
#include "cli/run.hpp"
#include "kernel/libbpf/log.hpp"
#include "kernel/libbpf/system.hpp"

namespace {

// A file that is opened must not become the standard stream that the caller has closed: output would go into it. What
// takes the place can't be read or written (EBADF), and commands that are run don't have it.
void fill_closed_standard_streams() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (fcntl(fd, F_GETFD) < 0) static_cast<void>(open("/", O_PATH | O_CLOEXEC));
}

}  // namespace

int main(int argc, char** argv) {
  fill_closed_standard_streams();
  std::signal(SIGPIPE, SIG_IGN);  // a closed reader is an error of write(2), which unwinds and cleans up
  const std::vector<std::string> arguments(argv + (argc > 0), argv + argc);
  bpflens::kernel::set_debug(bpflens::cli::wants_debug(arguments));
  bpflens::kernel::System system;
  bpflens::cli::FdStream out(STDOUT_FILENO);
  bpflens::cli::FdStream err(STDERR_FILENO, bpflens::cli::WriteErrors::ignore);
  err << std::unitbuf;
  return bpflens::cli::run(arguments, system.kernel(), out, err);
}
