// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Output is written out whenever the source is drained: at once while it is quiet, in large pieces while it
// is busy.
#include "commands/perf/reading.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>

#include "btf/path.hpp"
#include "insn/record_size.hpp"
#include "model/map_types.hpp"
#include "render/escape.hpp"
#include "render/trace_line.hpp"

namespace bpflens::commands {
namespace {

using Kind = model::Event::Kind;
using Milliseconds = std::chrono::milliseconds;

constexpr std::uint64_t kAtOnce = kernel::EventStream::kEventsAtOnce;
constexpr std::uint64_t kSecond = 1'000'000'000;
constexpr Milliseconds kLongestWait{1000};

std::uint64_t now_since_epoch() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::nanoseconds(now).count());
}

bool wants_colour(Context& context, const ReadingOptions& options) {
  return context.globals.color == "always" || (options.output.file.empty() && context.look.colour);
}

// The kernel refuses what a program writes into the slot of another CPU than its own, and nobody counts it.
void warn_of_slots(Context& context, const model::Map& map, std::span<const model::Program> users) {
  if (map.type == model::kRingBuffer || context.kernel.maps.possible_cpus() == 1) return;
  for (const model::Program& program : users) {
    const auto slots = insn::slots_named(insn::decode(context.kernel.programs.instructions(program.id)), map.id.value);
    if (slots.empty()) continue;
    context.err << fmt::format(
                       "bpflens: program {} ({}) gives bpf_perf_event_output() the slot {} of map {} instead of "
                       "BPF_F_CURRENT_CPU: on CPUs of other numbers the kernel refuses these events",
                       program.id.value, render::printable(program.name), fmt::join(slots, ", "), map.id.value)
                << std::endl;
  }
}

std::vector<DecodedSource> decoded(Context& context, const ReadingOptions& options, const ReadingSource& source,
                                   btf::AddressNames& names) {
  std::vector<DecodedSource> all;
  for (const model::Map& map : source.maps) {
    const auto users = users_of(map, source.programs);
    warn_of_slots(context, map, users);
    all.push_back(choose_types(context.kernel, map, users, options.decode, source.object, names));
  }
  if (options.printed) all.push_back({.source = {.name = "printk"}});
  return all;
}

}  // namespace

Reading::Reading(Context& context, const ReadingOptions& options, const ReadingSource& source)
    : context_(context),
      options_(options),
      names_(context.kernel.symbols),
      decoded_(decoded(context, options, source, names_)),
      places_(context.kernel.dwellings),
      scope_(context.kernel, options.scope, places_),
      kernel_scopes_(context.kernel),
      conditions_(options.where, decoded_),
      output_(context.out, options.output),
      sorting_(std::uint64_t{options.sort} * 1'000'000),
      comms_(context.kernel.processes),
      own_pid_(context.kernel.processes.own_pid()),
      packets_(source.packets) {
  choose_scopes(source);
  if (source.packets && !decoded_.empty() && !decoded_[0].shapes.empty()) {
    const btf::Part part = btf::part_of(decoded_[0].shapes[0], "netns");
    if (part.shape && part.shape->top().size == sizeof(std::uint32_t)) network_member_ = part.offset;
  }
  for (DecodedSource& one : decoded_) sources_.push_back(std::move(one.source));
  for (const model::Map& map : source.maps) counts_losses_ &= map.type != model::kRingBuffer;
  make_writer();
  const auto duration = std::chrono::duration<double>(options.duration);
  end_ = std::chrono::steady_clock::now() + std::chrono::duration_cast<std::chrono::nanoseconds>(duration);
}

// Programs that can look for themselves do: events that aren't wanted then cost nothing.
void Reading::choose_scopes(const ReadingSource& source) {
  for (const model::Map& map : source.maps) {
    const auto users = users_of(map, source.programs);
    const bool judges = (scope_.any() || !options_.own) && kernel_scopes_.has_map(users);
    if (judges) kernel_scopes_.set(users, scope_.for_programs(own_pid_, options_.own, source.packets));
    judged_in_kernel_.push_back(judges);
    if (scope_.any() && !judges && map.type == model::kRingBuffer)
      throw UsageError("records of ring buffers don't tell who wrote them: map " + std::to_string(map.id.value) +
                       " can be filtered by process only if its program includes bpflens/scope.bpf.h");
  }
  judged_in_kernel_.push_back(false);  // printed lines
}

bool Reading::asks_programs() const {
  return scope_.any() && std::find(judged_in_kernel_.begin(), judged_in_kernel_.end(), true) != judged_in_kernel_.end();
}

void Reading::make_writer() {
  const bool json = context_.globals.json;
  const render::EventStyle style{.string_integers = options_.decode.string_integers,
                                 .containers = options_.containers,
                                 .colour = !json && wants_colour(context_, options_)};
  if (options_.rate) rate_.emplace(json);
  writer_ = json ? render::event_json(sources_, style) : render::event_text(sources_, style);
  rate_ ? rate_->append_header(text_) : writer_->append_header(text_);
}

int Reading::run(kernel::EventStream& stream, kernel::Stop& stop, kernel::Child* child) {
  try {
    pump(stream, stop, child);
  } catch (...) {
    summarise();
    throw;
  }
  summarise();
  if (output_.problem().empty()) return kDone;
  return report_error(context_, output_.problem(), kRefused);
}

Milliseconds Reading::longest_wait() const {
  if (rate_) return rate_->until_next();
  return sorting_.on() ? std::min(kLongestWait, Milliseconds(options_.sort)) : kLongestWait;
}

Milliseconds Reading::time_left() const {
  if (options_.duration == 0) return longest_wait();
  const auto left = std::chrono::ceil<Milliseconds>(end_ - std::chrono::steady_clock::now());
  return std::clamp(left, Milliseconds(0), longest_wait());
}

void Reading::pump(kernel::EventStream& stream, kernel::Stop& stop, kernel::Child* child) {
  stream.wake_on(stop.descriptor());
  if (child != nullptr) stream.wake_on(child->descriptor());
  output_.set_header(std::string(text_.text()));
  output_.flush();
  const auto over = [&] {
    const bool in_time = options_.duration == 0 || std::chrono::steady_clock::now() < end_;
    return !output_.problem().empty() || stop.requested() || (child != nullptr && child->status()) || !in_time;
  };
  bool more = true;
  while (!enough() && !over()) {
    if (!more) output_.flush();
    more = print(stream, more ? Milliseconds(0) : time_left()) == kAtOnce;
  }
  stream.finish();
  while (!enough() && output_.problem().empty() && print(stream, Milliseconds(0)) != 0) {
  }
  text_.clear();
  write_out(true);
  output_.flush();
}

// Returns how many events there were.
std::size_t Reading::print(kernel::EventStream& stream, Milliseconds timeout) {
  const std::uint64_t wanted = options_.count != 0 ? options_.count - received_ : kAtOnce;
  const std::span<const model::Event> events = stream.read(timeout, std::min(wanted, kAtOnce));
  const std::uint64_t now = events.empty() ? last_time_ : events.back().time;
  for (const model::Naming& naming : stream.namings()) {
    comms_.learn(naming, now);
    if (scope_.any() || options_.containers) places_.learn(naming, now);
  }
  text_.clear();
  for (const model::Event& event : events) {
    if (packets_ && event.kind == Kind::sample) {
      model::Event packet = event;
      packet.anonymous = true;  // the process that is current when packets are handled isn't theirs
      take(packet);
    } else {
      take(event);
    }
    if (enough()) break;
  }
  write_out(false);
  return events.size();
}

void Reading::write_out(bool at_end) {
  if (sorting_.on()) sorting_.release(now_since_epoch(), at_end, [this](const model::Event& event) { emit(event); });
  if (rate_) rate_->append(text_, at_end);
  output_.write(text_.text());
}

// Printed lines tell in words who printed them.
model::Event Reading::identified(const model::Event& line, std::string_view& comm) const {
  model::Event event = line;
  const std::string_view text(reinterpret_cast<const char*>(line.data.data()), line.data.size());
  const auto parsed = render::parse_trace_line(text);
  if (!parsed) return event;
  event.pid = event.tid = parsed->pid;
  event.cpu = parsed->cpu;
  comm = parsed->comm;
  return event;
}

Reading::Fate Reading::fate_of(const model::Event& event) {
  const bool printed = event.kind == Kind::line;
  if (!printed && !event.anonymous && event.pid == own_pid_ && !options_.own) return Fate::own;
  if (!scope_.any() && !conditions_.any()) return Fate::shown;
  std::string_view comm;
  const model::Event& known = printed ? identified(event, comm) : event;
  if (!event.anonymous) comm = comms_.of(event.pid, event.time);
  if (scope_.any() && !judged_in_kernel_[event.source]) {
    const Scope::Verdict verdict = scope_.judge(known, comm);
    if (verdict == Scope::Verdict::outside) return Fate::outside;
    if (verdict == Scope::Verdict::unknown && !options_.scope.unresolved) return Fate::unresolved;
  }
  return !conditions_.any() || conditions_.hold(sources_[event.source], known, comm) ? Fate::shown : Fate::unmatched;
}

void Reading::take(const model::Event& event) {
  if (event.kind == Kind::lost) {
    lost_ += event.lost;
    gaps_ += event.lost == 0 ? 1 : 0;
    if (rate_) return rate_->count_lost(event.lost);
  } else {
    switch (fate_of(event)) {
      case Fate::own:
        ++own_;
        return;
      case Fate::unresolved:
        ++unresolved_;
        return;
      case Fate::outside:
      case Fate::unmatched:
        ++left_out_;
        return;
      case Fate::shown:
        break;
    }
    if (received_++ == 0) first_time_ = event.time;
    last_time_ = std::max(last_time_, event.time);
    if (rate_) return rate_->count(event.data.size());
  }
  sorting_.on() ? sorting_.add(event) : emit(event);
}

std::string_view Reading::container(const model::Event& event) {
  if (!options_.containers) return {};
  if (!network_member_) return event.anonymous ? std::string_view() : places_.container(event);
  std::uint32_t network = 0;
  if (event.data.size() < *network_member_ + sizeof network) return {};
  std::memcpy(&network, event.data.data() + *network_member_, sizeof network);
  return places_.container_of_network(network, event.time);
}

void Reading::emit(const model::Event& event) {
  render::EventProcess process;
  if (event.kind == Kind::sample) {
    process.container = container(event);
    if (!event.anonymous) process.comm = comms_.of(event.pid, event.time);
    names_.of_process(event.pid);
  }
  if (!writer_->append(text_, event, process)) ++not_decoded_;
}

void Reading::summarise() const {
  std::string text = fmt::format("{} event{} received", received_, received_ == 1 ? "" : "s");
  if (last_time_ - first_time_ >= kSecond / 10) {  // less is too short for a rate that means anything
    const double seconds = static_cast<double>(last_time_ - first_time_) / kSecond;
    text += fmt::format(" ({:.0f}/s over {:.3f} s)", static_cast<double>(received_) / seconds, seconds);
  }
  text += fmt::format(", {} lost", lost_);
  if (gaps_ != 0) text += fmt::format(", and {} times some that nobody counted", gaps_);
  if (!counts_losses_) text += " (ring buffers don't tell of what found no room)";
  if (not_decoded_ != 0) text += fmt::format(", {} not of the type that was expected", not_decoded_);
  if (left_out_ != 0) text += fmt::format(", {} others left out", left_out_);
  if (unresolved_ != 0)
    text += fmt::format(", {} left out of processes that had gone before they could be looked at (see --unresolved)",
                        unresolved_);
  if (own_ != 0) text += fmt::format(", {} of this command's own left out (see --own)", own_);
  context_.err << "bpflens: " << text << std::endl;
}

}  // namespace bpflens::commands
