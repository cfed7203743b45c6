// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "kernel/libbpf/printed_lines.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

#include "kernel/libbpf/fail.hpp"
#include "kernel/libbpf/tracefs.hpp"

namespace bpflens::kernel {
namespace {

constexpr std::size_t kPiece = 64 * 1024;

void write_one(const std::string& path) {
  const Descriptor file(open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!file || write(file.get(), "1", 1) != 1) fail("write", path, errno);
}

std::uint64_t realtime() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(now.tv_nsec);
}

}  // namespace

TraceInstance TraceInstance::make(bool mount) {
  if (mount && tracefs_directory().empty()) mount_tracefs();
  const std::string tracefs = tracefs_directory();
  if (tracefs.empty())
    fail(Failure{.operation = "read what programs print",
                 .subject = "",
                 .error = ENOENT,
                 .cause = "tracefs is not mounted, or may not be read by this user",
                 .next_step = "mount it (mount -t tracefs tracefs /sys/kernel/tracing) or give --mount"});
  const std::string path = tracefs + "/instances/bpflens-" + std::to_string(getpid());
  if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) fail("make the tracing instance", path, errno);
  TraceInstance instance(path);
  const std::string event = path + "/events/bpf_trace/bpf_trace_printk";
  if (access(event.c_str(), F_OK) != 0)
    fail(Failure{.operation = "read what programs print apart from other readers",
                 .subject = "",
                 .cause = "before Linux 5.9 bpf_printk writes into the one trace that all share",
                 .next_step = "bpflens prog tracelog reads that one"});
  write_one(event + "/enable");
  return instance;
}

TraceInstance::~TraceInstance() {
  if (!path_.empty()) rmdir(path_.c_str());
}

PrintedLines::PrintedLines(TraceInstance instance, std::uint32_t source)
    : instance_(std::move(instance)),
      pipe_(open((instance_.path() + "/trace_pipe").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)),
      source_(source) {
  if (!pipe_) fail("read", instance_.path() + "/trace_pipe", errno);
}

void PrintedLines::read(std::vector<model::Event>& events) {
  text_.erase(0, done_);
  done_ = 0;
  const std::size_t had = text_.size();
  text_.resize(had + kPiece);
  const ssize_t got = ::read(pipe_.get(), text_.data() + had, kPiece);
  text_.resize(had + (got > 0 ? static_cast<std::size_t>(got) : 0));
  const std::uint64_t now = realtime();
  for (std::size_t end; (end = text_.find('\n', done_)) != std::string::npos; done_ = end + 1) {
    const auto line = std::as_bytes(std::span(text_).subspan(done_, end - done_));
    events.push_back(
        {.kind = model::Event::Kind::line, .anonymous = true, .source = source_, .time = now, .data = line});
  }
}

}  // namespace bpflens::kernel
