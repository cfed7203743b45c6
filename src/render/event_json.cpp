// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What is the same in every event of a source is put together once.
#include <algorithm>
#include <cstdint>
#include <string>

#include "btf/digits.hpp"
#include "btf/hex.hpp"
#include "render/event.hpp"
#include "render/json.hpp"
#include "render/trace_line.hpp"

namespace bpflens::render {
namespace {

using btf::Buffer;

std::string json_text(std::string_view value) {
  return Json(value).dump(-1, ' ', false, Json::error_handler_t::replace);
}

// Nearly every comm can stand between quotes as it is.
void append_json_string(Buffer& out, std::string_view value) {
  const bool plain =
      std::all_of(value.begin(), value.end(), [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
  if (!plain) return out.append(json_text(value));
  out.append("\"");
  out.append(value);
  out.append("\"");
}

template <class Number>
void append_json_number(Buffer& out, Number number) {
  out.took(btf::put_decimal(out.room(24), number));
}

class EventJson : public EventWriter {
 public:
  EventJson(const std::vector<EventSource>& sources, const EventStyle& style)
      : sources_(sources), style_(style), after_time_(style.string_integers ? "\",\"ts_ns\":\"" : "\",\"ts_ns\":") {
    for (const EventSource& source : sources) {
      Texts& texts = texts_.emplace_back();
      texts.source = ",\"source\":" + json_text(source.name);
      for (const Record& type : source.types)
        texts.types.push_back(",\"type\":" + json_text(type.name()) + ",\"event\":");
    }
  }

  void append_header(Buffer&) override {}

  bool append(Buffer& out, const model::Event& event, const EventProcess& process) override {
    const Texts& texts = texts_[event.source];
    if (event.kind == model::Event::Kind::lost) return append_lost(out, event, texts);
    out.append("{\"time\":\"");
    time_.append(out, event.time);
    out.append(after_time_);
    time_.append_number(out);
    if (style_.string_integers) out.append("\"");
    if (event.kind == model::Event::Kind::line) return append_line(out, event, texts);
    if (!event.anonymous) append_process(out, event, process);
    if (style_.containers) {
      out.append(",\"container\":");
      process.container.empty() ? out.append("null") : append_json_string(out, process.container);
    }
    out.append(texts.source);
    return append_data(out, event, texts);
  }

 private:
  struct Texts {
    std::string source;
    std::vector<std::string> types;
  };

  bool append_lost(Buffer& out, const model::Event& event, const Texts& texts) const {
    out.append("{\"lost\":");
    if (event.lost != 0)
      append_json_number(out, event.lost);
    else
      out.append("null");
    if (!event.anonymous) {
      out.append(",\"cpu\":");
      append_json_number(out, std::uint64_t{event.cpu});
    }
    out.append(texts.source);
    out.append("}\n");
    return true;
  }

  // The same process on the same CPU as a rule: its text is put together once.
  void append_process(Buffer& out, const model::Event& event, const EventProcess& process) {
    if (event.cpu != cpu_ || event.pid != pid_ || event.tid != tid_ || process.comm != comm_) {
      cpu_ = event.cpu;
      pid_ = event.pid;
      tid_ = event.tid;
      comm_ = process.comm;
      process_.clear();
      process_.append(",\"cpu\":");
      append_json_number(process_, std::uint64_t{cpu_});
      process_.append(",\"pid\":");
      append_json_number(process_, std::int64_t{pid_});
      process_.append(",\"tid\":");
      append_json_number(process_, std::int64_t{tid_});
      process_.append(",\"comm\":");
      append_json_string(process_, comm_);
    }
    out.append(process_.text());
  }

  bool append_data(Buffer& out, const model::Event& event, const Texts& texts) const {
    const EventSource& source = sources_[event.source];
    if (const Record* type = source.type_of(event.data)) {
      out.append(texts.types[static_cast<std::size_t>(type - source.types.data())]);
      type->write(event.data, out);
      out.append("}\n");
      return true;
    }
    const auto data = source.without_padding(event.data);
    out.append(",\"raw\":\"");
    out.took(btf::put_hex_digits(out.room(2 * data.size()), data));
    out.append("\"}\n");
    return source.types.empty();
  }

  static bool append_line(Buffer& out, const model::Event& event, const Texts& texts) {
    const std::string_view text(reinterpret_cast<const char*>(event.data.data()), event.data.size());
    const auto line = parse_trace_line(text);
    if (line) {
      out.append(",\"cpu\":");
      append_json_number(out, std::uint64_t{line->cpu});
      out.append(",\"pid\":");
      append_json_number(out, std::int64_t{line->pid});
      out.append(",\"comm\":");
      append_json_string(out, line->comm);
    }
    out.append(texts.source);
    out.append(",\"message\":");
    append_json_string(out, line ? line->message : text);
    out.append("}\n");
    return true;
  }

  const std::vector<EventSource>& sources_;
  EventStyle style_;
  std::string_view after_time_;
  std::vector<Texts> texts_;
  TimeText time_{TimeText::Form::rfc3339};
  Buffer process_;  // the text of the process below, empty at first
  std::uint32_t cpu_ = ~0U;
  std::int32_t pid_ = 0;
  std::int32_t tid_ = 0;
  std::string comm_;
};

}  // namespace

std::unique_ptr<EventWriter> event_json(const std::vector<EventSource>& sources, const EventStyle& style) {
  return std::make_unique<EventJson>(sources, style);
}

}  // namespace bpflens::render
