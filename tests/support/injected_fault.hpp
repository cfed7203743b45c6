// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Command lines whose system calls fail: a seccomp filter hands each call to the test (seccomp_unotify(2), Linux 5.6),
// which lets it through, or answers in the kernel's place. Calls from inside of libraries come by, too.
#pragma once

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "cli/fd_stream.hpp"
#include "cli/run.hpp"
#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/system.hpp"

extern "C" [[gnu::weak]] void __gcov_dump();  // only in a build that counts covered lines

namespace bpflens::test {

// Which call fails, and how.
struct Fault {
  int number = 0;         // of the system call
  std::size_t index = 0;  // how many of that number come before
  int error = 0;          // errno; 0: the call is made, but transfers half of what was asked for
};

struct FaultyRun {
  int status = 0;  // as waitpid(2) has it
  bool hung = false;
  bool failed = false;           // whether the call came that was to fail
  std::vector<int> calls;        // the numbers of the system calls, in their order
  int descriptors_at_start = 0;  // open ones
  int descriptors_at_end = 0;
  std::string out;
  std::string err;

  bool exited() const { return !hung && WIFEXITED(status); }
  int code() const { return WEXITSTATUS(status); }
};

// The child that runs the line, and whoever answers its calls.
class FaultInjection {
 public:
  // `numbers`: the calls that are handed over. Of write(2) not those to standard error: there is nobody to be told.
  FaultInjection(std::vector<int> numbers, std::optional<Fault> fault) : numbers_(std::move(numbers)), fault_(fault) {}

  FaultyRun run(const std::vector<std::string>& words) {
    out_ = kernel::Descriptor(memfd_create("out", MFD_CLOEXEC));
    err_ = kernel::Descriptor(memfd_create("err", MFD_CLOEXEC));
    std::array<int, 2> ends{};
    check(out_ && err_ && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
    const kernel::Descriptor ours(ends[0]);
    kernel::Descriptor childs(ends[1]);
    child_ = fork();
    check(child_ >= 0);
    if (child_ == 0) run_in_child(words, childs.get());
    childs = kernel::Descriptor();
    const kernel::Descriptor ended(static_cast<int>(syscall(SYS_pidfd_open, child_, 0)));
    const kernel::Descriptor calls = receive(ours.get());
    check(ended && calls);
    answer(calls.get(), ended.get());
    waitpid(child_, &run_.status, 0);
    run_.out = text_of(out_.get());
    run_.err = text_of(err_.get());
    return std::move(run_);
  }

 private:
  static constexpr int kPatienceMs = 20'000;
  static constexpr int kEnd = SYS_getpgid;  // says that the command is through; nothing else calls it

  static void check(bool ok) {
    if (!ok) throw std::system_error(errno, std::generic_category(), "injecting faults");
  }

  [[noreturn]] void run_in_child(const std::vector<std::string>& words, int socket) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    std::signal(SIGPIPE, SIG_IGN);
    const kernel::Descriptor nothing(open("/dev/null", O_RDONLY | O_CLOEXEC));
    dup2(nothing.get(), STDIN_FILENO);
    dup2(out_.get(), STDOUT_FILENO);
    dup2(err_.get(), STDERR_FILENO);
    out_ = kernel::Descriptor();
    err_ = kernel::Descriptor();
    int code = 0;
    {
      kernel::System system;
      cli::FdStream out(STDOUT_FILENO);
      cli::FdStream err(STDERR_FILENO, cli::WriteErrors::ignore);
      err << std::unitbuf;
      hand_over(socket);
      code = cli::run(words, system.kernel(), out, err);
    }
    syscall(kEnd, 0);
    if (__gcov_dump != nullptr) __gcov_dump();
    _exit(code);
  }

  void hand_over(int socket) {
    std::vector<sock_filter> filter{BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr))};
    std::vector<int> wanted = numbers_;
    wanted.push_back(kEnd);
    for (const int number : wanted) {
      filter.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(number), 0, 1));
      filter.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF));
    }
    filter.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
    const sock_fprog program{.len = static_cast<unsigned short>(filter.size()), .filter = filter.data()};
    const auto calls = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
    if (calls < 0) _exit(99);
    const int descriptor = static_cast<int>(calls);
    send(socket, descriptor);
    close(descriptor);
    close(socket);
  }

  // sendmsg(2) itself isn't handed over.
  static void send(int socket, int descriptor) {
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof descriptor)> control{};
    char byte = 0;
    iovec data{.iov_base = &byte, .iov_len = 1};
    msghdr message{.msg_iov = &data, .msg_iovlen = 1, .msg_control = control.data(), .msg_controllen = control.size()};
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof descriptor);
    std::memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
    if (sendmsg(socket, &message, 0) != 1) _exit(99);
  }

  static kernel::Descriptor receive(int socket) {
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
    char byte = 0;
    iovec data{.iov_base = &byte, .iov_len = 1};
    msghdr message{.msg_iov = &data, .msg_iovlen = 1, .msg_control = control.data(), .msg_controllen = control.size()};
    check(recvmsg(socket, &message, MSG_CMSG_CLOEXEC) == 1 && CMSG_FIRSTHDR(&message) != nullptr);
    int descriptor = -1;
    std::memcpy(&descriptor, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof descriptor);
    return kernel::Descriptor(descriptor);
  }

  // Until the child has ended.
  void answer(int calls, int ended) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(kPatienceMs);
    for (;;) {
      std::array<pollfd, 2> ready{{{.fd = calls, .events = POLLIN}, {.fd = ended, .events = POLLIN}}};
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
      poll(ready.data(), ready.size(), std::max(static_cast<int>(left.count()), 0));
      if (ready[1].revents != 0) return;
      if (left.count() <= 0) {
        run_.hung = true;
        kill(child_, SIGKILL);
        return;
      }
      if ((ready[0].revents & POLLIN) != 0) answer_one(calls);
    }
  }

  void answer_one(int calls) {
    seccomp_notif call{};
    if (ioctl(calls, SECCOMP_IOCTL_NOTIF_RECV, &call) != 0) return;  // its caller has been killed
    seccomp_notif_resp response{.id = call.id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};
    if (is_ours(static_cast<pid_t>(call.pid))) {
      if (run_.calls.empty()) run_.descriptors_at_start = open_descriptors_of_child();
      if (call.data.nr == kEnd) run_.descriptors_at_end = open_descriptors_of_child();
      if (count_and_compare(call.data)) fail_or_shorten(call.data, response);
    }
    ioctl(calls, SECCOMP_IOCTL_NOTIF_SEND, &response);
  }

  // Commands that are run inherit the filter.
  bool is_ours(pid_t thread) const {
    return thread == child_ ||
           std::filesystem::exists("/proc/" + std::to_string(child_) + "/task/" + std::to_string(thread));
  }

  bool count_and_compare(const seccomp_data& call) {
    if (call.nr == kEnd) {
      over_ = true;
      return false;
    }
    if (over_ || (call.nr == SYS_write && call.args[0] == STDERR_FILENO)) return false;
    const auto before = std::count(run_.calls.begin(), run_.calls.end(), call.nr);
    run_.calls.push_back(call.nr);
    if (!fault_ || fault_->number != call.nr || static_cast<std::size_t>(before) != fault_->index) return false;
    run_.failed = true;
    return true;
  }

  void fail_or_shorten(const seccomp_data& call, seccomp_notif_resp& response) const {
    if (fault_->error != 0) {
      response.flags = 0;
      response.error = -fault_->error;
      return;
    }
    const std::size_t half = call.args[2] / 2;
    if (half == 0 || (call.nr != SYS_read && call.nr != SYS_write)) return;
    const kernel::Descriptor child(static_cast<int>(syscall(SYS_pidfd_open, child_, 0)));
    const kernel::Descriptor file(static_cast<int>(syscall(SYS_pidfd_getfd, child.get(), call.args[0], 0)));
    std::vector<char> bytes(half);
    iovec here{.iov_base = bytes.data(), .iov_len = half};
    iovec there{.iov_base = reinterpret_cast<void*>(call.args[1]), .iov_len = half};
    ssize_t got = 0;
    if (call.nr == SYS_read) {
      got = read(file.get(), bytes.data(), half);
      if (got > 0) here.iov_len = there.iov_len = static_cast<std::size_t>(got);
      if (got > 0) process_vm_writev(child_, &here, 1, &there, 1, 0);
    } else {
      process_vm_readv(child_, &here, 1, &there, 1, 0);
      got = write(file.get(), bytes.data(), half);
    }
    response.flags = 0;
    if (got < 0) response.error = -errno;
    response.val = got;
  }

  int open_descriptors_of_child() const {
    std::error_code ignored;
    const std::filesystem::directory_iterator all("/proc/" + std::to_string(child_) + "/fd", ignored);
    return static_cast<int>(std::distance(begin(all), end(all)));
  }

  static std::string text_of(int file) {
    std::string text(static_cast<std::size_t>(std::max<off_t>(lseek(file, 0, SEEK_END), 0)), '\0');
    if (pread(file, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) text.clear();
    return text;
  }

  std::vector<int> numbers_;
  std::optional<Fault> fault_;
  kernel::Descriptor out_;
  kernel::Descriptor err_;
  pid_t child_ = 0;
  bool over_ = false;
  FaultyRun run_;
};

}  // namespace bpflens::test
