// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "commands/perf/reading_options.hpp"

#include <charconv>

#include "commands/context.hpp"

namespace bpflens::commands {
namespace {

std::optional<std::chrono::microseconds> poll_interval(const std::string& word) {
  if (word.empty()) return std::nullopt;
  if (word == "busy") return std::chrono::microseconds(0);
  double milliseconds = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), milliseconds);
  if (error != std::errc() || end != word.data() + word.size() || milliseconds < 0.001 || milliseconds > 60000)
    throw UsageError("--poll: '" + word + "' is neither a number of milliseconds nor busy");
  return std::chrono::microseconds(static_cast<std::int64_t>(milliseconds * 1000));
}

void declare_output(CLI::App& app, ReadingOptions& options) {
  app.add_option("--where", options.where,
                 "only events for which this holds: 'pid == 42 && len > 1500' (members; also pid, tid, cpu, comm, "
                 "cgroup, size, ts_ns)")
      ->type_name("CONDITION");
  app.add_option("--count", options.count, "end after so many events")->type_name("N");
  app.add_option("--duration", options.duration, "end after so many seconds")
      ->check(CLI::NonNegativeNumber)
      ->type_name("SECONDS");
  app.add_flag("--rate", options.rate, "print only how many events came, second by second");
  app.add_option("--sort", options.sort, "put events in the order of their times, each held back for so long")
      ->check(CLI::Range(0, 60000))
      ->type_name("MS");
  app.add_option("--output", options.output.file, "write to this file, behind what is in it")->type_name("FILE");
  app.add_option("--rotate", options.output.rotate, "when the file would pass this size, rename it to FILE.1")
      ->transform(CLI::AsSizeValue(false))
      ->check(CLI::Range(std::uint64_t{4096}, std::uint64_t{1} << 60))
      ->type_name("SIZE");
  app.add_option("--keep", options.output.keep, "keep so many renamed files (default 5)")
      ->check(CLI::Range(1, 1000))
      ->type_name("N");
  app.add_flag("--containers", options.containers, "tell the container that each event comes from");
}

void declare_source(CLI::App& app, ReadingOptions& options) {
  app.add_option("--latency", options.latency, "show an event at most so many milliseconds late (default 100)")
      ->check(CLI::Range(1, 60000))
      ->type_name("MS");
  app.add_option("--poll", options.poll,
                 "look for events so often, or all the time, instead of having the kernel wake this command")
      ->type_name("MS|busy");
  app.add_option("--buffer", options.buffer,
                 "perf event arrays: ring memory per CPU, such as 64KiB or 8MiB (default 1MiB)")
      ->transform(CLI::AsSizeValue(false))
      ->check(CLI::Range(std::uint64_t{4096}, std::uint64_t{1} << 30))
      ->type_name("SIZE");
  app.add_flag("--own", options.own, "show the events that this command causes itself, too");
  app.add_flag("--printk", options.printed, "also what programs print with bpf_printk, without taking it from others");
  app.add_flag("--mount", options.mount, "mount tracefs where it is needed and isn't mounted");
}

}  // namespace

void declare_reading(CLI::App& app, ReadingOptions& options) {
  declare_decoding(app, options.decode);
  declare_output(app, options);
  declare_scope(app, options.scope);
  declare_source(app, options);
}

kernel::StreamOptions stream_options(const ReadingOptions& options) {
  // Telling of control groups takes the kernel time with every event.
  const bool cgroups =
      options.containers || !options.where.empty() || !options.scope.cgroup.empty() || !options.scope.container.empty();
  return {.bytes_per_cpu = options.buffer,
          .latency = std::chrono::milliseconds(options.latency),
          .printed = options.printed,
          .cgroups = cgroups,
          .mount_tracefs = options.mount,
          .poll = poll_interval(options.poll)};
}

}  // namespace bpflens::commands
