// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Events as lines of text and as JSON, one object a line. Written for hundreds of thousands a second:
// everything is appended to one buffer, nothing is allocated per event.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "btf/buffer.hpp"
#include "model/event.hpp"
#include "render/record.hpp"

namespace bpflens::render {

inline constexpr std::uint64_t kSecond = 1'000'000'000;  // in nanoseconds

// Times since the epoch in nanoseconds. Remembers the last second it wrote: events come close together.
class TimeText {
 public:
  enum class Form {
    rfc3339,  // "2026-11-23T20:38:18.123456789Z"
    clock,    // "20:38:18.123456" in local time
  };
  explicit TimeText(Form form) : form_(form) {}
  void append(btf::Buffer& out, std::uint64_t time);

  // The same time again, as the number that it is.
  void append_number(btf::Buffer& out) const;

 private:
  std::string_view fraction(std::size_t digits) const { return {&digits_[1], digits}; }

  Form form_;
  std::uint64_t second_ = UINT64_MAX;
  std::array<char, 24> text_{};    // of that second
  std::array<char, 21> digits_{};  // "1" and the nine digits of the nanoseconds
};

// What events come from: a map, or what programs print.
struct EventSource {
  std::string name;
  std::vector<Record> types;          // the first that fits is an event's; none: the data are bytes
  std::optional<std::uint32_t> size;  // of all records, where it is known: what is beyond is padding
  const Record* type_of(std::span<const std::byte> data) const;
  std::span<const std::byte> without_padding(std::span<const std::byte> data) const;
};

// What is known of the process that an event comes from.
struct EventProcess {
  std::string_view comm;
  std::string_view container;  // empty: none, or not asked for
};

struct EventStyle {
  bool string_integers = false;
  bool containers = false;  // a column, a key
  bool colour = false;
};

// Both writers: append() returns whether the data are of one of the source's types, or none was expected. If not,
// they are written as bytes. Losses always are.
class EventWriter {
 public:
  virtual ~EventWriter() = default;
  virtual void append_header(btf::Buffer& out) = 0;
  virtual bool append(btf::Buffer& out, const model::Event& event, const EventProcess& process) = 0;
};

// Columns: time, CPU, process, comm, with several maps the source, and the data: each member in a column of
// its own where there is one source with one type that allows it. Columns widen when a value needs it.
std::unique_ptr<EventWriter> event_text(const std::vector<EventSource>& sources, const EventStyle& style);

// {"time":…,"ts_ns":…,"cpu":…,"pid":…,"tid":…,"comm":…,"source":…,"type":…,"event":{…}}, without a type
// "raw":"HEX" at the end, for printed lines "message"; {"lost":N,"cpu":C,"source":…}. Out of ring buffers come no
// CPU, process and comm.
std::unique_ptr<EventWriter> event_json(const std::vector<EventSource>& sources, const EventStyle& style);

}  // namespace bpflens::render
