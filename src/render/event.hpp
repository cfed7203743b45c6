// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Events as lines of text and as JSON, one object a line. Written for hundreds of thousands a second:
// everything is appended to one buffer, nothing is allocated per event.
#pragma once

#include <array>
#include <cstdint>
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

 private:
  Form form_;
  std::uint64_t second_ = UINT64_MAX;
  std::array<char, 24> text_{};  // of that second
};

// A map that events come from.
struct EventSource {
  std::string name;
  std::optional<Record> type;  // nothing: the data are shown as bytes
};

// Both writers: append() returns whether the data are of the source's type, or none was expected. If not,
// they are written as bytes. Losses always are.
class EventWriter {
 public:
  virtual ~EventWriter() = default;
  virtual void append_header(btf::Buffer& out) = 0;
  virtual bool append(btf::Buffer& out, const model::Event& event, std::string_view comm) = 0;
};

// Columns: time, CPU, process, comm, with several maps the source, and the data: each member in a column of
// its own where there is one source and its type allows it. Columns widen when a value needs it.
class EventText : public EventWriter {
 public:
  explicit EventText(const std::vector<EventSource>& sources);
  void append_header(btf::Buffer& out) override;
  bool append(btf::Buffer& out, const model::Event& event, std::string_view comm) override;

 private:
  bool append_data(btf::Buffer& out, const model::Event& event);
  void append_members(btf::Buffer& out, std::span<const std::byte> data);
  void append_member(btf::Buffer& out, std::size_t i, std::string_view cell, bool is_number);

  const std::vector<EventSource>& sources_;
  std::span<const Record::Member> members_;
  std::vector<std::size_t> widths_;  // of the members
  btf::Buffer cell_;
  TimeText time_{TimeText::Form::clock};
};

// {"time":…,"ts_ns":…,"cpu":…,"pid":…,"tid":…,"comm":…,"source":…,"type":…,"event":{…}}, without a type
// "raw":"HEX" at the end; {"lost":N,"cpu":C,"source":…}.
class EventJson : public EventWriter {
 public:
  explicit EventJson(const std::vector<EventSource>& sources) : sources_(sources) {}
  void append_header(btf::Buffer&) override {}
  bool append(btf::Buffer& out, const model::Event& event, std::string_view comm) override;

 private:
  const std::vector<EventSource>& sources_;
  TimeText time_{TimeText::Form::rfc3339};
};

}  // namespace bpflens::render
