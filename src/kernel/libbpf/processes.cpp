// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/processes.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/fail.hpp"
#include "kernel/libbpf/proc_files.hpp"

namespace bpflens::kernel {
namespace {

constexpr int kPatienceMs = 2000;  // with a command that was asked to end

bool is_ignored(int signal) {
  struct sigaction action {};
  return sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

// SIGINT counts even where a shell had it ignored for a job in the background; nohup's SIGHUP does not.
sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  if (!is_ignored(SIGHUP)) sigaddset(&signals, SIGHUP);
  return signals;
}

class SignalStop final : public Stop {
 public:
  SignalStop() {
    const sigset_t signals = stop_signals();
    fd_ = Descriptor(signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!fd_) fail("watch for signals", "", errno);
    pthread_sigmask(SIG_BLOCK, &signals, &before_);
  }
  ~SignalStop() override {
    requested();  // what still waits has been answered by ending
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

  bool requested() override {
    signalfd_siginfo signal;
    while (read(fd_.get(), &signal, sizeof signal) == sizeof signal) requested_ = true;
    return requested_;
  }
  int descriptor() const override { return fd_.get(); }
  bool wait(std::chrono::milliseconds time) override {
    pollfd signalled{.fd = fd_.get(), .events = POLLIN};
    poll(&signalled, 1, static_cast<int>(time.count()));
    return requested();
  }

 private:
  Descriptor fd_;
  sigset_t before_{};
  bool requested_ = false;
};

class SpawnedChild final : public Child {
 public:
  SpawnedChild(pid_t pid, Descriptor pidfd) : pid_(pid), pidfd_(std::move(pidfd)) {}
  ~SpawnedChild() override {
    if (status()) return;
    kill(pid_, SIGTERM);
    pollfd ended{.fd = pidfd_.get(), .events = POLLIN};
    if (poll(&ended, 1, kPatienceMs) == 0) kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }

  std::optional<int> status() override {
    int status = 0;
    if (!status_ && waitpid(pid_, &status, WNOHANG) == pid_)
      status_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    return status_;
  }
  int wait() override {
    pollfd ended{.fd = pidfd_.get(), .events = POLLIN};
    while (!status()) poll(&ended, 1, -1);
    return *status_;
  }
  int descriptor() const override { return pidfd_.get(); }

 private:
  pid_t pid_;
  Descriptor pidfd_;
  std::optional<int> status_;
};

// posix_spawn(3)'s attributes and file actions, with their clean-up.
struct SpawnSetup {
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_t actions;

  SpawnSetup() {
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_init(&actions);
  }
  ~SpawnSetup() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
  SpawnSetup(const SpawnSetup&) = delete;
  SpawnSetup& operator=(const SpawnSetup&) = delete;
};

// The command gets the signals as any other command has them: none blocked, SIGPIPE deadly.
void reset_signals(SpawnSetup& setup) {
  sigset_t none;
  sigset_t pipe;
  sigemptyset(&none);
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  posix_spawnattr_setsigmask(&setup.attributes, &none);
  posix_spawnattr_setsigdefault(&setup.attributes, &pipe);
  posix_spawnattr_setflags(&setup.attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

std::vector<char*> argument_pointers(const std::vector<std::string>& command) {
  std::vector<char*> pointers;
  for (const std::string& word : command) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

// Ctrl-C is the pager's to judge while it runs.
class SpawnedPager : public Pager {
 public:
  SpawnedPager(pid_t pid, Descriptor output) : pid_(pid), output_(std::move(output)) {
    interrupt_ = std::signal(SIGINT, SIG_IGN);
  }
  SpawnedPager(const SpawnedPager&) = delete;
  SpawnedPager& operator=(const SpawnedPager&) = delete;
  ~SpawnedPager() override {
    dup2(output_.get(), STDOUT_FILENO);
    while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
    std::signal(SIGINT, interrupt_);
  }

 private:
  pid_t pid_;
  Descriptor output_;
  sighandler_t interrupt_;
};

}  // namespace

// less shows colour and leaves short text alone unless its user has other wishes.
std::unique_ptr<Pager> LinuxProcesses::page(const std::vector<std::string>& command) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return nullptr;
  const Descriptor reading(ends[0]);
  const Descriptor writing(ends[1]);
  Descriptor output(fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3));
  SpawnSetup setup;
  reset_signals(setup);
  posix_spawn_file_actions_adddup2(&setup.actions, reading.get(), STDIN_FILENO);
  setenv("LESS", "FRX", 0);
  const std::vector<char*> arguments = argument_pointers(command);
  pid_t pid = 0;
  if (!output || posix_spawnp(&pid, arguments[0], &setup.actions, &setup.attributes, arguments.data(), environ) != 0)
    return nullptr;
  dup2(writing.get(), STDOUT_FILENO);
  return std::make_unique<SpawnedPager>(pid, std::move(output));
}

std::unique_ptr<Stop> LinuxProcesses::catch_stop() { return std::make_unique<SignalStop>(); }

std::unique_ptr<Child> LinuxProcesses::start(const std::vector<std::string>& command, bool divert_output) {
  SpawnSetup setup;
  reset_signals(setup);
  if (divert_output) posix_spawn_file_actions_adddup2(&setup.actions, STDERR_FILENO, STDOUT_FILENO);
  const std::vector<char*> arguments = argument_pointers(command);
  pid_t pid = 0;
  if (const int error = posix_spawnp(&pid, arguments[0], &setup.actions, &setup.attributes, arguments.data(), environ))
    fail("run", command[0], error);
  Descriptor pidfd(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  const int error = errno;
  const bool watched = static_cast<bool>(pidfd);
  auto child = std::make_unique<SpawnedChild>(pid, std::move(pidfd));
  if (!watched) fail("watch the process of", command[0], error);
  return child;
}

int LinuxProcesses::own_pid() { return getpid(); }
std::string LinuxProcesses::comm(int pid) { return process_comm(pid); }

}  // namespace bpflens::kernel
