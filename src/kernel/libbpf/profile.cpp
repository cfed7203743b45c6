// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// bpf/profile.bpf.c, attached in front of and behind the program; a counter for each metric and CPU.
#include "kernel/profile.hpp"

#include <bpf/bpf.h>
#include <linux/perf_event.h>
#include <profile.h>  // bpf/profile.h: shared with the programs
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "embedded/profile.hpp"
#include "kernel/libbpf/cpus.hpp"
#include "kernel/libbpf/descriptor.hpp"
#include "kernel/libbpf/fail.hpp"
#include "kernel/libbpf/load_failure.hpp"
#include "kernel/libbpf/loaded_object.hpp"
#include "kernel/libbpf/log.hpp"
#include "kernel/libbpf/programs.hpp"
#include "kernel/libbpf/zeroed.hpp"

namespace bpflens::kernel {
namespace {

using Metrics = std::vector<const model::ProfileMetric*>;

// The error numbers that mean that there is no such counter; a CPU may have some and lack others.
bool is_missing(int error) { return error == ENOENT || error == EOPNOTSUPP || error == ENODEV || error == EINVAL; }

Descriptor open_counter(const model::ProfileMetric& metric, std::uint32_t cpu) {
  auto attributes = zeroed<perf_event_attr>();
  attributes.size = sizeof attributes;
  attributes.type = metric.type;
  attributes.config = metric.config;
  Descriptor counter(
      static_cast<int>(syscall(SYS_perf_event_open, &attributes, -1, static_cast<int>(cpu), -1, PERF_FLAG_FD_CLOEXEC)));
  if (counter) return counter;
  const int error = errno;
  Failure failure{.operation = "count", .subject = std::string(metric.name), .error = error};
  if (is_missing(error) && metric.hardware) {
    failure.cause = "this machine has no such hardware counter (virtual machines often have none)";
    failure.next_step = "cpu_clock can be counted everywhere";
  } else if (error == EPERM || error == EACCES) {
    failure.kind = ErrorKind::permission;
    add_explanation(failure);
  }
  fail(std::move(failure));
}

std::string subject_of(const model::Program& program) {
  return "program " + std::to_string(program.id.value) + (program.name.empty() ? "" : " (" + program.name + ")");
}

class AttachedProfile final : public Profile {
 public:
  AttachedProfile(const model::Program& program, Metrics metrics)
      : program_(program), metrics_(std::move(metrics)), cpus_(static_cast<std::uint32_t>(libbpf_num_possible_cpus())) {
    for (const std::uint32_t cpu : online_cpus())
      for (std::uint32_t i = 0; i < metrics_.size(); ++i)
        counters_.emplace_back(i * cpus_ + cpu, open_counter(*metrics_[i], cpu));
    load();
    start_counting();
    attach();
  }

  model::ProfileReadings read() override {
    std::vector<profile_readings> of_cpus(cpus_);
    const std::uint32_t first = 0;
    if (bpf_map_lookup_elem(map("totals"), &first, of_cpus.data()) != 0)
      fail("read what was counted of", subject_of(program_), errno);
    model::ProfileReadings all;
    for (const model::ProfileMetric* metric : metrics_) all.metrics.push_back({.metric = metric});
    for (const profile_readings& one : of_cpus) {
      all.runs += one.runs;
      for (std::size_t i = 0; i < metrics_.size(); ++i) {
        all.metrics[i].value += one.values[i].counter;
        all.metrics[i].enabled += one.values[i].enabled;
        all.metrics[i].running += one.values[i].running;
      }
    }
    return all;
  }

 private:
  void load() {
    const Descriptor target(bpf_prog_get_fd_by_id(program_.id.value));
    if (!target) fail("open", subject_of(program_), errno);
    const auto bytes = embedded::profile();
    LIBBPF_OPTS(bpf_object_open_opts, options, .object_name = "bpflens_profile", .kernel_log_buf = log_.data(),
                .kernel_log_size = log_.size());
    LibbpfMessages messages;
    object_.reset(bpf_object__open_mem(bytes.data(), bytes.size(), &options));
    if (!object_) fail("read the profiling programs for", subject_of(program_), errno);
    bpf_program* each = nullptr;
    bpf_object__for_each_program(each, object_.get()) {
      if (bpf_program__set_attach_target(each, target.get(), program_.name.c_str()) != 0) fail_to_load(errno, messages);
    }
    bpf_map__set_max_entries(bpf_object__find_map_by_name(object_.get(), "counters"),
                             static_cast<std::uint32_t>(metrics_.size()) * cpus_);
    const profile_setup setup{static_cast<std::uint32_t>(metrics_.size()), cpus_};
    bpf_map__set_initial_value(bpf_object__find_map_by_name(object_.get(), ".rodata"), &setup, sizeof setup);
    if (bpf_object__load(object_.get()) != 0) fail_to_load(errno, messages);
  }

  [[noreturn]] void fail_to_load(int error, const LibbpfMessages& messages) {
    const FailedProgram before{"before", "fentry", "tracing"};
    Failure failure = load_failure("", error, before, log_.data(), messages.warnings());
    failure.operation = "attach counters to";
    failure.subject = subject_of(program_);
    failure.program.clear();
    failure.kind = failure.kind == ErrorKind::verifier ? ErrorKind::refused : failure.kind;
    fail(std::move(failure));
  }

  void start_counting() {
    for (const auto& [index, counter] : counters_) {
      const int fd = counter.get();
      if (bpf_map_update_elem(map("counters"), &index, &fd, BPF_ANY) != 0)
        fail("count for", subject_of(program_), errno);
    }
  }

  void attach() {
    bpf_program* each = nullptr;
    bpf_object__for_each_program(each, object_.get()) {
      links_.emplace_back(bpf_program__attach(each));
      if (!links_.back()) fail("attach counters to", subject_of(program_), errno);
    }
  }

  int map(const char* name) const { return bpf_map__fd(bpf_object__find_map_by_name(object_.get(), name)); }

  model::Program program_;
  Metrics metrics_;
  std::uint32_t cpus_;
  std::vector<std::pair<std::uint32_t, Descriptor>> counters_;  // by index in the map
  std::vector<char> log_ = std::vector<char>(1 << 16);
  ZeroTaken zero_;
  ObjectHandle object_;
  std::vector<LinkHandle> links_;
};

}  // namespace

std::unique_ptr<Profile> LibbpfPrograms::profile(const model::Program& program,
                                                 std::vector<const model::ProfileMetric*> metrics) {
  if (!program.btf_id)
    fail(Failure{.operation = "attach counters to",
                 .subject = subject_of(program),
                 .cause = "it was loaded without BTF, by which the kernel knows its functions",
                 .next_step = "compile it with -g"});
  return std::make_unique<AttachedProfile>(program, std::move(metrics));
}

}  // namespace bpflens::kernel
