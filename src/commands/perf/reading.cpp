// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Output is written out whenever the source is drained: at once while it is quiet, in large pieces while it
// is busy.
#include "commands/perf/reading.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <sstream>

namespace bpflens::commands {
namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;
constexpr std::size_t kCommsKept = 4096;
constexpr std::chrono::milliseconds kLongestWait{1000};

std::string name_of(const model::Map& map) {
  return map.name.empty() ? "map " + std::to_string(map.id.value) : map.name;
}

// "a,b" as a and b.
std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> items;
  std::istringstream rest(list);
  for (std::string item; std::getline(rest, item, ',');) items.push_back(item);
  return items;
}

}  // namespace

void declare_reading(CLI::App& app, ReadingOptions& options) {
  app.add_option("--type", options.type, "the type of the records, such as 'struct event'; found out where it is clear")
      ->type_name("TYPE");
  app.add_option("--fields", options.fields, "show these members only, in this order (a,b,c)")->type_name("NAMES");
  app.add_option("--count", options.count, "end after so many events")->type_name("N");
  app.add_option("--duration", options.duration, "end after so many seconds")
      ->check(CLI::NonNegativeNumber)
      ->type_name("SECONDS");
  app.add_option("--latency", options.latency, "show an event at most so many milliseconds late (default 100)")
      ->check(CLI::Range(1, 60000))
      ->type_name("MS");
  app.add_option("--buffer", options.buffer, "ring memory per CPU, such as 64KiB or 8MiB (default 1MiB)")
      ->transform(CLI::AsSizeValue(false))
      ->check(CLI::Range(std::uint64_t{4096}, std::uint64_t{1} << 30))
      ->type_name("SIZE");
  app.add_flag("--own", options.own, "show the events that this command causes itself, too");
}

kernel::StreamOptions stream_options(const ReadingOptions& options) {
  return {.bytes_per_cpu = options.buffer, .latency = std::chrono::milliseconds(options.latency)};
}

const std::string& Comms::of(std::int32_t pid, std::uint64_t time) {
  if (known_.size() > kCommsKept) known_.clear();
  const auto [entry, fresh] = known_.try_emplace(pid);
  Known& known = entry->second;
  if (fresh || time > known.asked_at + kSecond) {
    known.asked_at = time;
    std::string comm = processes_.comm(pid);
    if (!comm.empty()) known.comm = std::move(comm);
  }
  return known.comm;
}

void Comms::learn(const model::Naming& naming, std::uint64_t now) {
  if (known_.size() > kCommsKept) known_.clear();
  known_.insert_or_assign(naming.pid, Known{naming.parent != 0 ? of(naming.parent, now) : naming.comm, now});
}

Reading::Reading(Context& context, const ReadingOptions& options, const std::vector<model::Map>& maps,
                 const std::vector<model::Program>& programs)
    : context_(context),
      options_(options),
      comms_(context.kernel.processes),
      own_pid_(context.kernel.processes.own_pid()) {
  const RecordWish wish{options.type, split(options.fields)};
  for (const model::Map& map : maps)
    sources_.push_back({name_of(map), choose_record(context.kernel, map, users_of(map, programs), wish)});
  if (context.globals.json)
    writer_ = std::make_unique<render::EventJson>(sources_);
  else
    writer_ = std::make_unique<render::EventText>(sources_);
  const auto duration = std::chrono::duration<double>(options.duration);
  end_ = std::chrono::steady_clock::now() + std::chrono::duration_cast<std::chrono::nanoseconds>(duration);
}

void Reading::run(kernel::EventStream& stream, kernel::Stop& stop, kernel::Child* child) {
  try {
    pump(stream, stop, child);
  } catch (...) {
    summarise();
    throw;
  }
  summarise();
}

std::chrono::milliseconds Reading::time_left() const {
  if (options_.duration == 0) return kLongestWait;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(end_ - std::chrono::steady_clock::now());
  return std::clamp(left, std::chrono::milliseconds(0), kLongestWait);
}

void Reading::pump(kernel::EventStream& stream, kernel::Stop& stop, kernel::Child* child) {
  stream.wake_on(stop.descriptor());
  if (child != nullptr) stream.wake_on(child->descriptor());
  writer_->append_header(text_);
  context_.out << text_.text() << std::flush;
  const auto over = [&] {
    return stop.requested() || (child != nullptr && child->status()) || time_left().count() == 0;
  };
  while (!enough() && !over())
    if (!print(stream, std::chrono::milliseconds(0))) {
      context_.out.flush();
      print(stream, time_left());
    }
  stream.finish();
  while (!enough() && print(stream, std::chrono::milliseconds(0))) {
  }
  context_.out.flush();
}

// Returns whether there were any events.
bool Reading::print(kernel::EventStream& stream, std::chrono::milliseconds timeout) {
  const std::span<const model::Event> events = stream.read(timeout);
  const std::uint64_t now = events.empty() ? last_time_ : events.back().time;
  for (const model::Naming& naming : stream.namings()) comms_.learn(naming, now);
  text_.clear();
  for (const model::Event& event : events)
    if (!add(event)) break;
  context_.out << text_.text();
  return !events.empty();
}

// Returns false once there are as many as were asked for.
bool Reading::add(const model::Event& event) {
  std::string_view comm;
  if (event.kind == model::Event::Kind::lost) {
    lost_ += event.lost;
  } else {
    if (event.pid == own_pid_ && !options_.own) return ++own_, true;
    if (received_++ == 0) first_time_ = event.time;
    last_time_ = std::max(last_time_, event.time);
    comm = comms_.of(event.pid, event.time);
  }
  if (!writer_->append(text_, event, comm)) ++not_decoded_;
  return !enough();
}

void Reading::summarise() const {
  std::string text = fmt::format("{} events received", received_);
  if (last_time_ - first_time_ >= kSecond / 10) {  // less is too short for a rate that means anything
    const double seconds = static_cast<double>(last_time_ - first_time_) / kSecond;
    text += fmt::format(" ({:.0f}/s over {:.3f} s)", static_cast<double>(received_) / seconds, seconds);
  }
  text += fmt::format(", {} lost", lost_);
  if (not_decoded_ != 0) text += fmt::format(", {} not of the type that was expected", not_decoded_);
  if (own_ != 0) text += fmt::format(", {} of this command's own left out (see --own)", own_);
  context_.err << "bpflens: " << text << std::endl;
}

}  // namespace bpflens::commands
