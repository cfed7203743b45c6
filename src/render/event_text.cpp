// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <algorithm>
#include <charconv>
#include <cstring>

#include "btf/hex.hpp"
#include "render/escape.hpp"
#include "render/event.hpp"
#include "render/trace_line.hpp"

namespace bpflens::render {
namespace {

using btf::Buffer;

constexpr std::size_t kNameWidth = 15;
constexpr std::size_t kContainerWidth = 12;  // as much of an id as everybody shows
constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kRed = "\x1b[31m";
constexpr std::string_view kPlain = "\x1b[0m";

void append_spaces(Buffer& out, std::size_t count) {
  char* at = out.room(count);
  std::memset(at, ' ', count);
  out.took(at + count);
}

// By code points: names may be UTF-8.
std::size_t width_of_cell(std::string_view cell) {
  return static_cast<std::size_t>(
      std::count_if(cell.begin(), cell.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

void append_right(Buffer& out, std::string_view cell, std::size_t width) {
  append_spaces(out, width - std::min(width, width_of_cell(cell)));
  out.append(cell);
}

void append_right(Buffer& out, std::int64_t number, std::size_t width) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  append_right(out, std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data())), width);
}

void append_left(Buffer& out, std::string_view cell, std::size_t width) {
  out.append(cell);
  append_spaces(out, width - std::min(width, width_of_cell(cell)));
}

// "78 56 34 12  |xV4.|"
void append_dump(Buffer& out, std::span<const std::byte> data) {
  char* at = out.room(4 * data.size() + 3);
  for (const std::byte byte : data) {
    at = btf::put_hex_digits(at, {&byte, 1});
    *at++ = ' ';
  }
  *at++ = ' ';
  *at++ = '|';
  for (const std::byte byte : data) {
    const auto c = std::to_integer<char>(byte);
    *at++ = c >= ' ' && c <= '~' ? c : '.';
  }
  *at++ = '|';
  out.took(at);
}

// A JSON value as people read it: strings without their quotes.
std::string_view unquoted(std::string_view value) {
  return value.size() >= 2 && value.front() == '"' ? value.substr(1, value.size() - 2) : value;
}

std::string upper_case(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

class EventText : public EventWriter {
 public:
  EventText(const std::vector<EventSource>& sources, const EventStyle& style) : sources_(sources), style_(style) {
    if (sources.size() == 1 && sources[0].types.size() == 1) members_ = sources[0].types[0].columns();
    for (const Record::Member& member : members_)
      widths_.push_back(std::max({member.name.size(), member.width, std::size_t{6}}));
  }

  void append_header(Buffer& out) override {
    if (style_.colour) out.append(kBold);
    out.append("TIME             CPU      PID  COMM           ");
    if (style_.containers) {
      out.append("  ");
      append_left(out, "CONTAINER", kContainerWidth);
    }
    if (sources_.size() > 1) {
      out.append("  ");
      append_left(out, "SOURCE", kNameWidth);
    }
    for (std::size_t i = 0; i < members_.size(); ++i)
      append_member(out, i, upper_case(members_[i].name), members_[i].is_number);
    if (members_.empty()) out.append("  DATA");
    if (style_.colour) out.append(kPlain);
    out.append("\n");
  }

  bool append(Buffer& out, const model::Event& event, const EventProcess& process) override {
    if (event.kind == model::Event::Kind::lost) return append_lost(out, event);
    if (event.kind == model::Event::Kind::line) return append_line(out, event);
    append_start(out, event);
    event.anonymous ? append_right(out, "-", 9) : append_right(out, event.pid, 9);
    out.append("  ");
    append_left(out, event.anonymous ? "-" : printable(process.comm), kNameWidth);
    append_container(out, process.container);
    append_source(out, event);
    const bool decoded = append_data(out, event);
    out.append("\n");
    return decoded;
  }

 private:
  void append_start(Buffer& out, const model::Event& event) {
    if (event.time != 0)
      time_.append(out, event.time);
    else
      append_left(out, "-", 15);
    event.anonymous ? append_right(out, "-", 5) : append_right(out, event.cpu, 5);
  }

  void append_container(Buffer& out, std::string_view container) const {
    if (!style_.containers) return;
    out.append("  ");
    append_left(out, container.empty() ? "-" : printable(container.substr(0, kContainerWidth)), kContainerWidth);
  }

  void append_source(Buffer& out, const model::Event& event) const {
    if (sources_.size() < 2) return;
    out.append("  ");
    append_left(out, printable(sources_[event.source].name), kNameWidth);
  }

  bool append_lost(Buffer& out, const model::Event& event) {
    if (style_.colour) out.append(kRed);
    append_start(out, event);
    append_right(out, "-", 9);
    out.append("  ");
    append_left(out, "-", kNameWidth);
    append_container(out, "");
    append_source(out, event);
    out.append("  lost ");
    out.append(event.lost != 0 ? std::to_string(event.lost) : "some, nobody knows how many");
    if (style_.colour) out.append(kPlain);
    out.append("\n");
    return true;
  }

  bool append_line(Buffer& out, const model::Event& event) {
    const std::string_view text(reinterpret_cast<const char*>(event.data.data()), event.data.size());
    const auto line = parse_trace_line(text);
    time_.append(out, event.time);
    line ? append_right(out, line->cpu, 5) : append_right(out, "-", 5);
    line ? append_right(out, line->pid, 9) : append_right(out, "-", 9);
    out.append("  ");
    append_left(out, line ? printable(line->comm) : "-", kNameWidth);
    append_container(out, "");
    append_source(out, event);
    out.append("  ");
    out.append(printable(line ? line->message : text));
    out.append("\n");
    return true;
  }

  // No spaces behind the last one.
  void append_member(Buffer& out, std::size_t i, std::string_view cell, bool is_number) {
    out.append("  ");
    widths_[i] = std::max(widths_[i], width_of_cell(cell));
    if (is_number)
      append_right(out, cell, widths_[i]);
    else
      append_left(out, cell, i + 1 < members_.size() ? widths_[i] : 0);
  }

  void append_members(Buffer& out, std::span<const std::byte> data) {
    for (std::size_t i = 0; i < members_.size(); ++i) {
      cell_.clear();
      members_[i].plan.write(data.subspan(members_[i].offset), cell_);
      append_member(out, i, unquoted(cell_.text()), members_[i].is_number);
    }
  }

  bool append_data(Buffer& out, const model::Event& event) {
    const EventSource& source = sources_[event.source];
    const Record* type = source.type_of(event.data);
    if (type != nullptr && !members_.empty()) {
      append_members(out, event.data);
      return true;
    }
    out.append("  ");
    if (type != nullptr && source.types.size() > 1) {
      out.append(printable(type->name()));
      out.append(" ");
    }
    if (type != nullptr)
      type->write(event.data, out);
    else
      append_dump(out, source.without_padding(event.data));
    return type != nullptr || source.types.empty();
  }

  const std::vector<EventSource>& sources_;
  EventStyle style_;
  std::span<const Record::Member> members_;
  std::vector<std::size_t> widths_;  // of the members
  Buffer cell_;
  TimeText time_{TimeText::Form::clock};
};

}  // namespace

std::unique_ptr<EventWriter> event_text(const std::vector<EventSource>& sources, const EventStyle& style) {
  return std::make_unique<EventText>(sources, style);
}

}  // namespace bpflens::render
