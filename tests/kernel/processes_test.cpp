// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <doctest/doctest.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <csignal>

#include "kernel/error.hpp"
#include "kernel/libbpf/processes.hpp"

namespace bpflens::test {
namespace {

int wait_for(kernel::Child& child) {
  pollfd ended{.fd = child.descriptor(), .events = POLLIN};
  CHECK(poll(&ended, 1, 10000) == 1);
  return child.status().value_or(-1);
}

TEST_CASE("a command's exit status is told, a signal as 128 and its number") {
  kernel::LinuxProcesses processes;
  CHECK(wait_for(*processes.start({"sh", "-c", "exit 3"}, true)) == 3);
  CHECK(wait_for(*processes.start({"sh", "-c", "kill -9 $$"}, true)) == 137);
}

TEST_CASE("a command that can't be run is an error that names it") {
  kernel::LinuxProcesses processes;
  CHECK_THROWS_WITH_AS(processes.start({"bpflens-no-such-command"}, true),
                       "cannot run bpflens-no-such-command: ENOENT (No such file or directory)", kernel::Error);
}

TEST_CASE("a command that still runs is ended with its owner, even one that ignores SIGTERM") {
  kernel::LinuxProcesses processes;
  processes.start({"sleep", "1000"}, true);
  std::array<int, 2> ready{};
  REQUIRE(pipe(ready.data()) == 0);
  const auto stubborn = processes.start(
      {"sh", "-c", "trap '' TERM; echo >&" + std::to_string(ready[1]) + "; while :; do read x; done"}, true);
  char line = 0;
  REQUIRE(read(ready[0], &line, 1) == 1);
  for (const int fd : ready) close(fd);
}

TEST_CASE("a command finds no signal blocked and SIGPIPE deadly") {
  kernel::LinuxProcesses processes;
  const auto before = std::signal(SIGPIPE, SIG_IGN);
  const auto stop = processes.catch_stop();
  CHECK(wait_for(*processes.start({"sh", "-c", "kill -PIPE $$"}, true)) == 128 + SIGPIPE);
  CHECK(wait_for(*processes.start({"sh", "-c", "kill -TERM $$"}, true)) == 128 + SIGTERM);
  std::signal(SIGPIPE, before);
}

TEST_CASE("a signal asks to stop instead of ending the process") {
  kernel::LinuxProcesses processes;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    const auto stop = processes.catch_stop();
    CHECK_FALSE(stop->requested());
    kill(getpid(), signal);
    pollfd asked{.fd = stop->descriptor(), .events = POLLIN};
    CHECK(poll(&asked, 1, 1000) == 1);
    CHECK(stop->requested());
    CHECK(stop->requested());
  }
}

TEST_CASE("a process is called what its comm says, one that has gone nothing") {
  kernel::LinuxProcesses processes;
  CHECK(processes.comm(getpid()) == "test_kernel");
  CHECK(processes.comm(0x3fffffff) == "");
  CHECK(processes.own_pid() == getpid());
}

}  // namespace
}  // namespace bpflens::test
