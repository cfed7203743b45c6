// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The kernel wakes the reader only once a quarter of the ring is full: a wake-up costs the traced program
// 10 to 15 us. Whoever reads looks into the rings from time to time as well.
#include "kernel/libbpf/perf_ring.hpp"

#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <string>
#include <vector>

#include "kernel/libbpf/credentials.hpp"
#include "kernel/libbpf/fail.hpp"
#include "kernel/libbpf/proc_files.hpp"
#include "kernel/libbpf/zeroed.hpp"

namespace bpflens::kernel {
namespace {

Descriptor open_event(perf_event_attr& attributes, std::uint32_t cpu) {
  return Descriptor(
      static_cast<int>(syscall(SYS_perf_event_open, &attributes, -1, static_cast<int>(cpu), -1, PERF_FLAG_FD_CLOEXEC)));
}

// What both kinds of ring have in common.
perf_event_attr software_event(std::uint64_t config, const RingOptions& options) {
  auto attributes = zeroed<perf_event_attr>();
  attributes.size = sizeof attributes;
  attributes.type = PERF_TYPE_SOFTWARE;
  attributes.config = config;
  // Each of these costs the traced program some 5 %. The CPU is the ring's: the kernel writes to no other.
  attributes.sample_type = PERF_SAMPLE_TID | PERF_SAMPLE_TIME;
  attributes.sample_id_all = 1;  // notices of loss carry their time, too
  attributes.watermark = 1;
  attributes.wakeup_watermark = static_cast<std::uint32_t>(options.wakes ? options.bytes / 4 : options.bytes);
  attributes.use_clockid = 1;
  attributes.clockid = CLOCK_REALTIME;
  return attributes;
}

perf_event_attr wanted(const RingOptions& options) {
  const bool namings = options.kind == RingOptions::Kind::namings;
  perf_event_attr attributes = software_event(namings ? PERF_COUNT_SW_DUMMY : PERF_COUNT_SW_BPF_OUTPUT, options);
  if (namings) {
    attributes.comm = 1;
    attributes.task = 1;
  } else {
    attributes.sample_type |= PERF_SAMPLE_RAW | (options.cgroups ? PERF_SAMPLE_CGROUP : 0);
    attributes.read_format = PERF_FORMAT_LOST;
    attributes.sample_period = 1;
  }
  return attributes;
}

// Older kernels refuse what they don't know with EINVAL: first goes the count of losses (6.0), then the
// cgroup (5.7).
Descriptor open_event_as_rich_as_possible(perf_event_attr& attributes, std::uint32_t cpu) {
  Descriptor fd = open_event(attributes, cpu);
  if (!fd && errno == EINVAL) {
    attributes.read_format = 0;
    fd = open_event(attributes, cpu);
  }
  if (!fd && errno == EINVAL) {
    attributes.sample_type &= ~static_cast<std::uint64_t>(PERF_SAMPLE_CGROUP);
    fd = open_event(attributes, cpu);
  }
  return fd;
}

// Debian's kernels know a kernel.perf_event_paranoid of 3, with which CAP_PERFMON isn't enough.
bool is_paranoid() {
  const std::string text = file_text("/proc/sys/kernel/perf_event_paranoid");
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  const std::vector<std::string> held = held_capabilities();
  return value > 2 && std::find(held.begin(), held.end(), "CAP_SYS_ADMIN") == held.end();
}

[[noreturn]] void fail_to_open(std::uint32_t cpu, int error) {
  Failure failure{.operation = "open a perf ring on CPU", .subject = std::to_string(cpu), .error = error};
  if (error == EPERM || error == EACCES) {
    failure.kind = ErrorKind::permission;
    if (is_paranoid()) {
      failure.cause = "kernel.perf_event_paranoid is above 2, which asks for CAP_SYS_ADMIN";
      failure.next_step = "set it to 2 (sysctl kernel.perf_event_paranoid=2) or run it as root (sudo bpflens ...)";
    }
    add_explanation(failure, Makes::nothing, {"CAP_PERFMON"});
  }
  fail(std::move(failure));
}

// Locked memory is limited by perf_event_mlock_kb and RLIMIT_MEMLOCK; a smaller ring is better than none.
Mapping map_ring(int fd, std::size_t& bytes, std::uint32_t cpu) {
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  for (;; bytes /= 2) {
    Mapping mapping(fd, page + bytes, PROT_READ | PROT_WRITE, 0);
    if (mapping) return mapping;
    const int error = errno;
    if (bytes <= page || (error != EPERM && error != ENOMEM))
      fail({.operation = "map the perf ring of CPU",
            .subject = std::to_string(cpu),
            .error = error,
            .next_step = error == EPERM ? "raise kernel.perf_event_mlock_kb" : ""});
  }
}

}  // namespace

std::optional<PerfRing> PerfRing::open(std::uint32_t cpu, const RingOptions& options) {
  perf_event_attr attributes = wanted(options);
  Descriptor fd = open_event_as_rich_as_possible(attributes, cpu);
  if (!fd && errno == ENODEV) return std::nullopt;
  if (!fd) fail_to_open(cpu, errno);
  std::size_t bytes = options.bytes;
  Mapping mapping = map_ring(fd.get(), bytes, cpu);
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  RecordWalk walk({mapping.start() + page, bytes}, {.cgroup = (attributes.sample_type & PERF_SAMPLE_CGROUP) != 0});
  walk.set_origin(cpu, options.source);
  return PerfRing(cpu, options.source, std::move(fd), std::move(mapping), std::move(walk));
}

std::uint64_t PerfRing::head() const {
  auto* page = reinterpret_cast<perf_event_mmap_page*>(mapping_.start());
  return std::atomic_ref(page->data_head).load(std::memory_order_acquire);
}

void PerfRing::read(std::size_t limit, std::vector<model::Event>& events) {
  const std::size_t before = events.size();
  read_to_ = walk_.read(read_to_, head(), before + limit, events);
  for (std::size_t i = before; i < events.size(); ++i) told_lost_ += events[i].lost;
}

void PerfRing::read_namings(std::vector<model::Naming>& namings) {
  const std::uint64_t until = head();
  walk_.read_namings(read_to_, until, namings);
  read_to_ = until;
  release();
}

void PerfRing::release() {
  auto* page = reinterpret_cast<perf_event_mmap_page*>(mapping_.start());
  std::atomic_ref(page->data_tail).store(read_to_, std::memory_order_release);
}

std::optional<model::Event> PerfRing::untold_losses() const {
  std::array<std::uint64_t, 2> counts{};  // the event's own count, then PERF_FORMAT_LOST's
  const bool counted = ::read(fd_.get(), counts.data(), sizeof counts) == sizeof counts;
  if (!counted || counts[1] <= told_lost_) return std::nullopt;
  return model::Event{.kind = model::Event::Kind::lost, .source = source_, .cpu = cpu_, .lost = counts[1] - told_lost_};
}

}  // namespace bpflens::kernel
