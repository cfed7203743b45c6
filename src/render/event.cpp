// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "render/event.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "render/escape.hpp"
#include "render/json.hpp"

namespace bpflens::render {
namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;
constexpr char kHexDigits[] = "0123456789abcdef";

void append_number(std::string& text, std::uint64_t number) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  text.append(digits.data(), end);
}

// Right-aligned.
void append_cell(std::string& text, std::int64_t number, std::size_t width) {
  std::array<char, 21> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  const auto length = static_cast<std::size_t>(end - digits.data());
  text.append(width - std::min(width, length), ' ').append(digits.data(), length);
}

// Left-aligned, by code points.
void append_cell(std::string& text, std::string_view cell, std::size_t width) {
  const auto points = static_cast<std::size_t>(
      std::count_if(cell.begin(), cell.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
  text.append(cell).append(width - std::min(width, points), ' ');
}

// The first digits of a number of nine, with leading zeros.
void append_fraction(std::string& text, std::uint64_t nanoseconds, std::size_t digits) {
  std::array<char, 9> all;
  for (std::size_t i = all.size(); i-- > 0; nanoseconds /= 10) all[i] = static_cast<char>('0' + nanoseconds % 10);
  text.append(all.data(), digits);
}

void append_hex(std::string& text, std::span<const std::byte> data) {
  const std::size_t start = text.size();
  text.resize(start + 2 * data.size());
  char* at = text.data() + start;
  for (const std::byte byte : data) {
    *at++ = kHexDigits[std::to_integer<unsigned>(byte) >> 4];
    *at++ = kHexDigits[std::to_integer<unsigned>(byte) & 15];
  }
}

// "78 56 34 12  |xV4.|"
void append_dump(std::string& text, std::span<const std::byte> data) {
  for (const std::byte byte : data) {
    text += kHexDigits[std::to_integer<unsigned>(byte) >> 4];
    text += kHexDigits[std::to_integer<unsigned>(byte) & 15];
    text += ' ';
  }
  text += " |";
  for (const std::byte byte : data) {
    const auto c = std::to_integer<char>(byte);
    text += c >= ' ' && c <= '~' ? c : '.';
  }
  text += '|';
}

// Nearly every comm can stand between quotes as it is.
void append_json_string(std::string& text, std::string_view value) {
  const bool plain =
      std::all_of(value.begin(), value.end(), [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
  if (plain)
    text.append(1, '"').append(value).append(1, '"');
  else
    text += Json(value).dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

void TimeText::append(std::string& text, std::uint64_t time) {
  const bool clock = form_ == Form::clock;
  if (time / kSecond != second_) {
    second_ = time / kSecond;
    const auto seconds = static_cast<std::time_t>(second_);
    std::tm parts{};
    clock ? localtime_r(&seconds, &parts) : gmtime_r(&seconds, &parts);
    std::strftime(text_.data(), text_.size(), clock ? "%H:%M:%S." : "%Y-%m-%dT%H:%M:%S.", &parts);
  }
  text += text_.data();
  append_fraction(text, time % kSecond, clock ? 6 : 9);
  if (!clock) text += 'Z';
}

void EventText::append_header(std::string& text) {
  text += "TIME             CPU      PID  COMM             ";
  if (with_source_) text += "SOURCE           ";
  text += "DATA\n";
}

void EventText::append(std::string& text, const EventLine& line) {
  const model::Event& event = line.event;
  if (event.time != 0)
    time_.append(text, event.time);
  else
    append_cell(text, "-", 15);
  append_cell(text, event.cpu, 5);
  const bool lost = event.kind == model::Event::Kind::lost;
  if (lost)
    text += "        -  -                ";
  else {
    append_cell(text, event.pid, 9);
    text += "  ";
    append_cell(text, printable(line.comm), 15);
    text += "  ";
  }
  if (with_source_) {
    append_cell(text, printable(line.source), 15);
    text += "  ";
  }
  if (lost) {
    text += "lost ";
    append_number(text, event.lost);
  } else {
    append_dump(text, event.data);
  }
  text += '\n';
}

void EventJson::append(std::string& text, const EventLine& line) {
  const model::Event& event = line.event;
  if (event.kind == model::Event::Kind::lost) {
    text += "{\"lost\":";
    append_number(text, event.lost);
    text += ",\"cpu\":";
    append_number(text, event.cpu);
    text += ",\"source\":";
    append_json_string(text, line.source);
    text += "}\n";
    return;
  }
  text += "{\"time\":\"";
  time_.append(text, event.time);
  text += "\",\"ts_ns\":";
  append_number(text, event.time);
  text += ",\"cpu\":";
  append_number(text, event.cpu);
  text += ",\"pid\":";
  append_cell(text, event.pid, 0);
  text += ",\"tid\":";
  append_cell(text, event.tid, 0);
  text += ",\"comm\":";
  append_json_string(text, line.comm);
  text += ",\"source\":";
  append_json_string(text, line.source);
  text += ",\"raw\":\"";
  append_hex(text, event.data);
  text += "\"}\n";
}

}  // namespace bpflens::render
