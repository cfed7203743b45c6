// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// "map watch": the entries that changed from one reading of a map to the next.
#include <fmt/core.h>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <unordered_map>

#include "btf/filter.hpp"
#include "btf/numbers.hpp"
#include "btf/reduction.hpp"
#include "commands/map/map.hpp"
#include "commands/map/one_map.hpp"
#include "commands/map/record.hpp"
#include "commands/verb.hpp"
#include "model/map_types.hpp"
#include "render/event.hpp"

namespace bpflens::commands {
namespace {

using Clock = std::chrono::steady_clock;

struct WatchOptions {
  std::string object;
  std::string where;
  double interval = 1;
  std::uint64_t count = 0;
  bool string_integers = false;
  LayoutOptions layout;
};

void declare(CLI::App& app, WatchOptions& options) {
  app.add_option("MAP", options.object, "an id, a name or the path of a pin")->required();
  app.add_option("--interval", options.interval, "seconds from one reading to the next (default 1)")
      ->check(CLI::Range(0.01, 86400.0))
      ->type_name("SECONDS");
  app.add_option("--count", options.count, "end after so many readings")->type_name("N");
  app.add_option("--where", options.where, "only entries for which this holds, as for map dump")
      ->type_name("CONDITION");
  declare_layout(app, options.layout);
  declare_string_integers(app, options.string_integers);
}

std::string rate_text(double rate) { return fmt::format("{:.1f}", rate); }

enum class Change { added, changed, removed };

const char* word(Change change) {
  return change == Change::added ? "added" : change == Change::changed ? "changed" : "removed";
}

// One of the lines that are printed: JSON where it is read by programs, else text.
class ChangeWriter {
 public:
  ChangeWriter(const RecordForm& form, bool json)
      : record_(form),
        numbers_(btf::numbers_of(form.value, form.value_size)),
        json_(json),
        string_integers_(json && form.string_integers) {}

  void write(Change change, const std::string& key, const std::string& before, const std::string& after,
             double seconds) {
    const std::span key_bytes = std::as_bytes(std::span(key));
    const std::span old = std::as_bytes(std::span(before));
    const std::span now = std::as_bytes(std::span(after));
    append_time();
    if (json_)
      out_.append(fmt::format(",\"change\":\"{}\",", word(change)));
    else
      out_.append(fmt::format("  {:7}  {{", word(change)));
    record_.write_key("key", key_bytes, out_);
    out_.append(",");
    record_.write_value("value", change == Change::removed ? old : now, out_);
    if (change == Change::changed) write_difference(old, now, seconds);
    if (json_ || change != Change::changed) out_.append("}");
    out_.append("\n");
  }

  btf::Buffer& text() { return out_; }

 private:
  void append_time() {
    const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
    const auto time = std::chrono::duration_cast<std::chrono::nanoseconds>(since_epoch).count();
    if (json_) out_.append("{\"time\":\"");
    time_text().append(out_, static_cast<std::uint64_t>(time));
    if (json_) out_.append("\"");
  }

  std::string delta_text(const btf::Difference& delta) const {
    constexpr std::int64_t kExact = std::int64_t{1} << 53;  // whole numbers up to here are doubles
    if (!delta.whole) return fmt::format("{}", delta.number);
    const bool quoted = string_integers_ && (*delta.whole > kExact || *delta.whole < -kExact);
    return fmt::format(fmt::runtime(quoted ? "\"{}\"" : "{}"), *delta.whole);
  }

  render::TimeText& time_text() { return json_ ? rfc3339_ : clock_; }

  void write_difference(std::span<const std::byte> old, std::span<const std::byte> now, double seconds) {
    if (json_) {
      out_.append(",");
      record_.write_value("was", old, out_);
    } else {
      out_.append("}");
    }
    std::string deltas;
    std::string rates;
    for (const btf::Number& number : numbers_) {
      const btf::Difference delta = btf::difference(number, old, now);
      if (delta.number == 0 || !std::isfinite(delta.number)) continue;
      if (json_) {
        const std::string name = number.path.empty() ? "" : render::Json(number.path).dump() + ":";
        deltas += (deltas.empty() ? "" : ",") + name + delta_text(delta);
        rates += (rates.empty() ? "" : ",") + name + rate_text(delta.number / seconds);
      } else {
        const std::string sign = delta.number > 0 ? "+" : "";
        deltas += fmt::format("  {}{}{}{} ({:+.1f}/s)", number.path, number.path.empty() ? "" : " ", sign,
                              delta_text(delta), delta.number / seconds);
      }
    }
    if (!json_) return out_.append(deltas);
    if (deltas.empty()) return;
    const bool whole = numbers_.size() == 1 && numbers_[0].path.empty();
    out_.append(
        fmt::format(",\"delta\":{0}{2}{1},\"rate\":{0}{3}{1}", whole ? "" : "{", whole ? "" : "}", deltas, rates));
  }

  RecordWriter record_;
  std::vector<btf::Number> numbers_;
  bool json_;
  bool string_integers_;
  btf::Buffer out_;
  render::TimeText clock_{render::TimeText::Form::clock};
  render::TimeText rfc3339_{render::TimeText::Form::rfc3339};
};

// What a map held when it was last read. On per-CPU maps the sum of the CPUs' values.
class Watch {
 public:
  Watch(Context& context, const WatchOptions& options, const model::Map& map, const MapLayout& layout)
      : context_(context),
        map_(map),
        form_(form_of(options, map, layout)),
        sum_(form_.value, form_.value_size, btf::Reduce::sum),
        writer_(form_, context.globals.json || !context.kernel.host.terminal_columns()) {
    cpus_ = model::is_per_cpu(map.type) ? context.kernel.maps.possible_cpus() : 0;
    if (options.where.empty()) return;
    auto compiled = btf::Filter::compile(options.where, form_.key, form_.value);
    if (!compiled.filter) throw UsageError("--where: " + compiled.problem);
    filter_ = std::move(compiled.filter);
  }

  // Reads the map once and prints what is new since the time before; the first time nothing is.
  void read() {
    const auto now = Clock::now();
    const double seconds = std::chrono::duration<double>(now - read_at_).count();
    read_at_ = now;
    ++round_;
    const auto entries = context_.kernel.maps.entries(map_);
    kernel::EntryBatch batch;
    while (entries->next(batch))
      for (std::size_t i = 0; i < batch.count; ++i)
        if (batch.errors.empty() || batch.errors[i] == 0) look_at(batch, i, seconds);
    const std::string problem = entries->cut_short();
    if (problem.empty())
      drop_removed(seconds);
    else
      context_.err << fmt::format("bpflens: map {} was not read to its end: {}\n", map_.id.value, problem);
    context_.out << writer_.text().text() << std::flush;
    writer_.text().clear();
  }

  std::size_t size() const { return known_.size(); }

 private:
  struct Entry {
    std::string value;
    std::uint64_t round = 0;  // when it was last seen
  };

  static RecordForm form_of(const WatchOptions& options, const model::Map& map, const MapLayout& layout) {
    return {.key_size = map.key_size,
            .value_size = map.value_size,
            .key = shape_of(layout.key),
            .value = shape_of(layout.value),
            .string_integers = options.string_integers};
  }

  static std::string text(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }

  std::string value_of(const kernel::EntryBatch& batch, std::size_t i) const {
    const std::byte* const at = batch.values + i * batch.value_stride;
    if (cpus_ == 0) return text({at, form_.value_size});
    std::vector<std::byte> sum(form_.value_size);
    sum_.apply({at, batch.value_stride}, batch.value_stride / cpus_, sum);
    return text(sum);
  }

  bool wanted(const std::string& key, const std::string& value) const {
    return !filter_ || filter_->matches(std::as_bytes(std::span(key)), std::as_bytes(std::span(value)));
  }

  void look_at(const kernel::EntryBatch& batch, std::size_t i, double seconds) {
    const std::string key = text({batch.keys + i * batch.key_stride, form_.key_size});
    std::string value = value_of(batch, i);
    const auto [entry, fresh] = known_.try_emplace(key);
    const bool tell = round_ > 1 && (fresh || entry->second.value != value) && wanted(key, value);
    if (tell) writer_.write(fresh ? Change::added : Change::changed, key, entry->second.value, value, seconds);
    entry->second = {std::move(value), round_};
  }

  void drop_removed(double seconds) {
    std::erase_if(known_, [&](const auto& known) {
      const auto& [key, entry] = known;
      if (entry.round == round_) return false;
      if (wanted(key, entry.value)) writer_.write(Change::removed, key, entry.value, "", seconds);
      return true;
    });
  }

  Context& context_;
  const model::Map& map_;
  RecordForm form_;
  btf::Reduction sum_;
  ChangeWriter writer_;
  std::optional<btf::Filter> filter_;
  std::size_t cpus_ = 0;
  std::unordered_map<std::string, Entry> known_;
  std::uint64_t round_ = 0;
  Clock::time_point read_at_ = Clock::now();
};

int run(const WatchOptions& options, Context& context) {
  return with_map(context, options.object, [&](const model::Map& map) {
    const MapLayout layout = layout_of(context.kernel, map, options.layout);
    Watch watch(context, options, map, layout);
    const auto stop = context.kernel.processes.catch_stop();
    watch.read();
    context.err << fmt::format("bpflens: watching map {} ({} entries), a reading every {} s\n", map.id.value,
                               watch.size(), options.interval);
    const auto interval = std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(options.interval));
    auto next = Clock::now() + interval;
    for (std::uint64_t readings = 1; readings != options.count; ++readings) {
      if (stop->wait(std::chrono::ceil<std::chrono::milliseconds>(next - Clock::now()))) break;
      watch.read();
      next = std::max(next + interval, Clock::now());
    }
    return static_cast<int>(kDone);
  });
}

}  // namespace

void add_map_watch(CLI::App& map, Invocation& chosen) {
  add_verb<WatchOptions>(map, chosen,
                         {.name = "watch",
                          .alias = "",
                          .description = "Print a map's entries as they change, with differences and rates",
                          .examples = "  bpflens map watch counts\n"
                                      "  bpflens map watch flows --interval 0.2 --where 'value.bytes > 1000'\n"
                                      "  bpflens map watch counts --count 10 | jq -c '[.key, .rate]'",
                          .declare = declare,
                          .run = run});
}

}  // namespace bpflens::commands
