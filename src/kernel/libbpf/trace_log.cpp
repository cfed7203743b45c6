// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// trace_pipe gives every line to one reader only, and takes it out.
#include "kernel/trace_log.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/events.hpp"
#include "kernel/libbpf/fail.hpp"
#include "kernel/libbpf/tracefs.hpp"

namespace bpflens::kernel {
namespace {

class TracePipe final : public TraceLog {
 public:
  TracePipe(std::string path, Descriptor pipe) : path_(std::move(path)), pipe_(std::move(pipe)) {}

  std::string read(int until) override {
    while (true) {
      std::array<pollfd, 2> ready = {{{.fd = pipe_.get(), .events = POLLIN}, {.fd = until, .events = POLLIN}}};
      if (poll(ready.data(), ready.size(), -1) < 0 && errno != EINTR) fail("wait for", path_, errno);
      if (ready[0].revents != 0) {
        const ssize_t got = ::read(pipe_.get(), buffer_.data(), buffer_.size());
        if (got > 0) return {buffer_.data(), static_cast<std::size_t>(got)};
        if (got < 0 && errno != EAGAIN && errno != EINTR) fail("read", path_, errno);
      }
      if (ready[1].revents != 0) return "";
    }
  }

 private:
  std::string path_;
  Descriptor pipe_;
  std::array<char, 64 * 1024> buffer_{};
};

}  // namespace

std::unique_ptr<TraceLog> PerfEvents::trace_log(bool mount) {
  if (mount && tracefs_directory().empty()) mount_tracefs();
  const std::string directory = tracefs_directory();
  if (directory.empty())
    fail(Failure{.operation = "read what programs print",
                 .subject = "",
                 .error = ENOENT,
                 .cause = "tracefs is not mounted, or may not be read by this user",
                 .next_step = "mount it (mount -t tracefs tracefs /sys/kernel/tracing) or give --mount"});
  const std::string path = directory + "/trace_pipe";
  Descriptor pipe(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  if (!pipe && errno == EBUSY)
    fail(Failure{.operation = "read",
                 .subject = path,
                 .error = EBUSY,
                 .cause = "another process reads it, and it has one reader at a time",
                 .next_step = ""});
  if (!pipe) fail("read", path, errno);
  return std::make_unique<TracePipe>(path, std::move(pipe));
}

}  // namespace bpflens::kernel
