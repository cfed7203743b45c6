// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The process around cli::run: arguments, the real kernel, the standard streams.
#include <unistd.h>

#include <csignal>

#include "cli/fd_stream.hpp"
#include "cli/run.hpp"
#include "kernel/libbpf/log.hpp"
#include "kernel/libbpf/system.hpp"

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a closed reader is an error of write(2), which unwinds and cleans up
  const std::vector<std::string> arguments(argv + (argc > 0), argv + argc);
  bpflens::kernel::set_debug(bpflens::cli::wants_debug(arguments));
  bpflens::kernel::System system;
  bpflens::cli::FdStream out(STDOUT_FILENO);
  bpflens::cli::FdStream err(STDERR_FILENO, bpflens::cli::WriteErrors::ignore);
  err << std::unitbuf;
  return bpflens::cli::run(arguments, system.kernel(), out, err);
}
