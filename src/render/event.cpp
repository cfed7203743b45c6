// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "render/event.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <ctime>

#include "render/escape.hpp"
#include "render/json.hpp"

namespace bpflens::render {
namespace {

using btf::Buffer;

constexpr char kHexDigits[] = "0123456789abcdef";
constexpr std::size_t kCommWidth = 15;

void append_number(Buffer& out, std::int64_t number) {
  char* at = out.room(20);
  out.took(std::to_chars(at, at + 20, number).ptr);
}

void append_number(Buffer& out, std::uint64_t number) {
  char* at = out.room(20);
  out.took(std::to_chars(at, at + 20, number).ptr);
}

void append_spaces(Buffer& out, std::size_t count) {
  char* at = out.room(count);
  std::memset(at, ' ', count);
  out.took(at + count);
}

// By code points: names may be UTF-8.
std::size_t width_of(std::string_view cell) {
  return static_cast<std::size_t>(
      std::count_if(cell.begin(), cell.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

void append_right(Buffer& out, std::string_view cell, std::size_t width) {
  append_spaces(out, width - std::min(width, width_of(cell)));
  out.append(cell);
}

void append_right(Buffer& out, std::int64_t number, std::size_t width) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  append_right(out, std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data())), width);
}

void append_left(Buffer& out, std::string_view cell, std::size_t width) {
  out.append(cell);
  append_spaces(out, width - std::min(width, width_of(cell)));
}

// The first digits of a number of nine, with leading zeros.
void append_fraction(Buffer& out, std::uint64_t nanoseconds, std::size_t digits) {
  std::array<char, 9> all;
  for (std::size_t i = all.size(); i-- > 0; nanoseconds /= 10) all[i] = static_cast<char>('0' + nanoseconds % 10);
  out.append({all.data(), digits});
}

char* put_hex(char* at, std::byte byte) {
  *at++ = kHexDigits[std::to_integer<unsigned>(byte) >> 4];
  *at++ = kHexDigits[std::to_integer<unsigned>(byte) & 15];
  return at;
}

void append_hex(Buffer& out, std::span<const std::byte> data) {
  char* at = out.room(2 * data.size());
  for (const std::byte byte : data) at = put_hex(at, byte);
  out.took(at);
}

// "78 56 34 12  |xV4.|"
void append_dump(Buffer& out, std::span<const std::byte> data) {
  char* at = out.room(4 * data.size() + 3);
  for (const std::byte byte : data) {
    at = put_hex(at, byte);
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

// Nearly every comm can stand between quotes as it is.
void append_json_string(Buffer& out, std::string_view value) {
  const bool plain =
      std::all_of(value.begin(), value.end(), [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
  if (!plain) return out.append(Json(value).dump(-1, ' ', false, Json::error_handler_t::replace));
  out.append("\"");
  out.append(value);
  out.append("\"");
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

}  // namespace

void TimeText::append(Buffer& out, std::uint64_t time) {
  const bool clock = form_ == Form::clock;
  if (time / kSecond != second_) {
    second_ = time / kSecond;
    const auto seconds = static_cast<std::time_t>(second_);
    std::tm parts{};
    clock ? localtime_r(&seconds, &parts) : gmtime_r(&seconds, &parts);
    std::strftime(text_.data(), text_.size(), clock ? "%H:%M:%S." : "%Y-%m-%dT%H:%M:%S.", &parts);
  }
  out.append(text_.data());
  append_fraction(out, time % kSecond, clock ? 6 : 9);
  if (!clock) out.append("Z");
}

EventText::EventText(const std::vector<EventSource>& sources) : sources_(sources) {
  if (sources.size() == 1 && sources[0].type) members_ = sources[0].type->columns();
  for (const Record::Member& member : members_) widths_.push_back(std::max<std::size_t>(member.name.size(), 6));
}

void EventText::append_header(Buffer& out) {
  out.append("TIME             CPU      PID  COMM           ");
  if (sources_.size() > 1) {
    out.append("  ");
    append_left(out, "SOURCE", kCommWidth);
  }
  for (std::size_t i = 0; i < members_.size(); ++i)
    append_member(out, i, upper_case(members_[i].name), members_[i].is_number);
  if (members_.empty()) out.append("  DATA");
  out.append("\n");
}

// No spaces behind the last one.
void EventText::append_member(Buffer& out, std::size_t i, std::string_view cell, bool is_number) {
  out.append("  ");
  widths_[i] = std::max(widths_[i], width_of(cell));
  if (is_number)
    append_right(out, cell, widths_[i]);
  else
    append_left(out, cell, i + 1 < members_.size() ? widths_[i] : 0);
}

void EventText::append_members(Buffer& out, std::span<const std::byte> data) {
  for (std::size_t i = 0; i < members_.size(); ++i) {
    cell_.clear();
    members_[i].plan.write(data.subspan(members_[i].offset), cell_);
    append_member(out, i, unquoted(cell_.text()), members_[i].is_number);
  }
}

bool EventText::append_data(Buffer& out, const model::Event& event) {
  const std::optional<Record>& type = sources_[event.source].type;
  const bool typed = type && type->fits(event.data.size());
  if (typed && !members_.empty()) {
    append_members(out, event.data);
    return true;
  }
  out.append("  ");
  if (typed)
    type->write(event.data, out);
  else
    append_dump(out, event.data);
  return typed || !type;
}

bool EventText::append(Buffer& out, const model::Event& event, std::string_view comm) {
  const bool lost = event.kind == model::Event::Kind::lost;
  if (event.time != 0)
    time_.append(out, event.time);
  else
    append_left(out, "-", 15);
  append_right(out, event.cpu, 5);
  if (lost)
    append_right(out, "-", 9);
  else
    append_right(out, event.pid, 9);
  out.append("  ");
  append_left(out, lost ? "-" : printable(comm), kCommWidth);
  if (sources_.size() > 1) {
    out.append("  ");
    append_left(out, printable(sources_[event.source].name), kCommWidth);
  }
  bool decoded = true;
  if (lost) {
    out.append("  lost ");
    append_number(out, event.lost);
  } else {
    decoded = append_data(out, event);
  }
  out.append("\n");
  return decoded;
}

bool EventJson::append(Buffer& out, const model::Event& event, std::string_view comm) {
  const EventSource& source = sources_[event.source];
  if (event.kind == model::Event::Kind::lost) {
    out.append("{\"lost\":");
    append_number(out, event.lost);
    out.append(",\"cpu\":");
    append_number(out, std::uint64_t{event.cpu});
    out.append(",\"source\":");
    append_json_string(out, source.name);
    out.append("}\n");
    return true;
  }
  out.append("{\"time\":\"");
  time_.append(out, event.time);
  out.append("\",\"ts_ns\":");
  append_number(out, event.time);
  out.append(",\"cpu\":");
  append_number(out, std::uint64_t{event.cpu});
  out.append(",\"pid\":");
  append_number(out, std::int64_t{event.pid});
  out.append(",\"tid\":");
  append_number(out, std::int64_t{event.tid});
  out.append(",\"comm\":");
  append_json_string(out, comm);
  out.append(",\"source\":");
  append_json_string(out, source.name);
  const bool typed = source.type && source.type->fits(event.data.size());
  if (typed) {
    out.append(",\"type\":");
    append_json_string(out, source.type->name());
    out.append(",\"event\":");
    source.type->write(event.data, out);
    out.append("}\n");
  } else {
    out.append(",\"raw\":\"");
    append_hex(out, event.data);
    out.append("\"}\n");
  }
  return typed || !source.type;
}

}  // namespace bpflens::render
