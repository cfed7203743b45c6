// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// One CPU's ring of bpf_perf_event_output() records.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/mapping.hpp"
#include "kernel/libbpf/perf_record.hpp"

namespace bpflens::kernel {

// What a ring is to record and how eagerly it wakes its reader.
struct RingOptions {
  enum class Kind {
    output,   // what programs write
    namings,  // processes that come or change their name; such a ring is in no map's slot
  };
  Kind kind = Kind::output;
  std::size_t bytes = 0;     // a power of two pages
  std::uint32_t source = 0;  // what its events are marked with
  bool wakes = true;         // its reader, when it is a quarter full; else only when it is full
  bool cgroups = false;      // samples tell the control group
};

class PerfRing {
 public:
  // Opens and maps the ring. Throws; nothing when the CPU is no longer online.
  static std::optional<PerfRing> open(std::uint32_t cpu, const RingOptions& options);

  int descriptor() const { return fd_.get(); }
  std::uint32_t cpu() const { return cpu_; }

  // Whether records wait that have not been read yet.
  bool has_records() const { return head() != read_to_; }

  // Appends up to so many events. They stay in the ring until release().
  void read(std::size_t limit, std::vector<model::Event>& events);

  // Appends and releases everything in a ring of namings.
  void read_namings(std::vector<model::Naming>& namings);

  // Gives the memory of what was read back to the kernel.
  void release();

  // The losses that no record has told of yet; nothing when there are none, or when the kernel doesn't
  // count them (PERF_FORMAT_LOST, Linux 6.0).
  std::optional<model::Event> untold_losses() const;

 private:
  PerfRing(std::uint32_t cpu, std::uint32_t source, Descriptor fd, Mapping mapping, RecordWalk walk)
      : cpu_(cpu), source_(source), fd_(std::move(fd)), mapping_(std::move(mapping)), walk_(std::move(walk)) {}
  std::uint64_t head() const;

  std::uint32_t cpu_;
  std::uint32_t source_;
  Descriptor fd_;
  Mapping mapping_;
  RecordWalk walk_;
  std::uint64_t read_to_ = 0;
  std::uint64_t told_lost_ = 0;
};

}  // namespace bpflens::kernel
