// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "render/test_run.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <span>

namespace bpflens::render {
namespace {

using Bytes = std::span<const std::byte>;

Json numbers(Bytes bytes) {
  Json array = Json::array();
  for (const std::byte byte : bytes) array.push_back(std::to_integer<unsigned>(byte));
  return array;
}

// "0000010  de b7 a8 af 9d a9 3a 71  75 61 e3 10 e6 2f 0c 7f  |......:qua.../..|"
std::string dump_line(std::size_t offset, Bytes bytes) {
  std::string text = fmt::format("{:07x} ", offset);
  std::string characters;
  for (std::size_t i = 0; i < 16; ++i) {
    if (i == 8) text += ' ';
    text += i < bytes.size() ? fmt::format(" {:02x}", std::to_integer<unsigned>(bytes[i])) : "   ";
    if (i >= bytes.size()) continue;
    const char c = std::to_integer<char>(bytes[i]);
    characters += c >= ' ' && c <= '~' ? c : '.';
  }
  return text + "  |" + characters + "|\n";
}

std::string dump(Bytes bytes) {
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 16)
    text += dump_line(at, bytes.subspan(at, std::min<std::size_t>(16, bytes.size() - at)));
  return text;
}

}  // namespace

Json to_json(const model::TestResult& result, const TestRunForm& form) {
  Json json;
  if (form.data) json["data_out"] = numbers(result.data);
  if (form.context) json["ctx_out"] = numbers(result.context);
  json["retval"] = result.return_value;
  json["duration"] = result.duration.count();
  if (!form.note.empty()) json["note"] = form.note;
  return json;
}

std::string text_of(const model::TestResult& result, const TestRunForm& form) {
  std::string text;
  if (form.data) text += dump(result.data);
  if (form.data && form.context) text += "\n";
  if (form.context) text += dump(result.context);
  text += fmt::format("Return value: {}, duration{}: {}ns\n", result.return_value, form.repeated ? " (average)" : "",
                      result.duration.count());
  if (!form.note.empty()) text += "Note: " + form.note + "\n";
  return text;
}

}  // namespace bpflens::render
