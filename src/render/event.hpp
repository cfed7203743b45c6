// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Events as lines of text and as JSON, one object a line. Written for hundreds of thousands a second:
// everything is appended to one buffer, nothing is allocated per event.
#pragma once

#include <array>
#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>

#include "model/event.hpp"

namespace bpflens::render {

// Times since the epoch in nanoseconds. Remembers the last second it wrote: events come close together.
class TimeText {
 public:
  enum class Form {
    rfc3339,  // "2026-11-23T20:38:18.123456789Z"
    clock,    // "20:38:18.123456" in local time
  };
  explicit TimeText(Form form) : form_(form) {}
  void append(std::string& text, std::uint64_t time);

 private:
  Form form_;
  std::uint64_t second_ = UINT64_MAX;
  std::array<char, 24> text_{};  // of that second
};

// An event with what is known of it besides its record.
struct EventLine {
  const model::Event& event;
  std::string_view comm;    // of its process; escaped here
  std::string_view source;  // the map it came from
};

class EventWriter {
 public:
  virtual ~EventWriter() = default;
  virtual void append_header(std::string& text) = 0;
  virtual void append(std::string& text, const EventLine& line) = 0;
};

// Columns: time, CPU, process, comm, with several maps the source, and the data.
class EventText : public EventWriter {
 public:
  explicit EventText(bool with_source) : with_source_(with_source) {}
  void append_header(std::string& text) override;
  void append(std::string& text, const EventLine& line) override;

 private:
  bool with_source_;
  TimeText time_{TimeText::Form::clock};
};

// {"time":…,"ts_ns":…,"cpu":…,"pid":…,"tid":…,"comm":…,"source":…,"raw":"HEX"}, or {"lost":N,"cpu":C}.
class EventJson : public EventWriter {
 public:
  void append_header(std::string&) override {}
  void append(std::string& text, const EventLine& line) override;

 private:
  TimeText time_{TimeText::Form::rfc3339};
};

}  // namespace bpflens::render
