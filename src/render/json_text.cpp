// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "render/json_text.hpp"

#include <algorithm>
#include <utility>

namespace bpflens::render {
namespace {

constexpr std::size_t kIndent = 4;

bool needs_care(char c) {
  return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7e || c == '"' || c == '\\';
}

}  // namespace

void JsonText::new_line() {
  if (!pretty_) return;
  text_ += '\n';
  text_.append(kIndent * depth_, ' ');
}

void JsonText::begin_value() {
  if (!after_key_ && depth_ != 0) {
    if (!empty_) text_ += ',';
    new_line();
  }
  after_key_ = false;
  empty_ = false;
}

void JsonText::literal(std::string_view text) {
  begin_value();
  text_ += text;
}

void JsonText::open(char bracket) {
  begin_value();
  text_ += bracket;
  ++depth_;
  empty_ = true;
}

void JsonText::close(char bracket) {
  --depth_;
  if (!empty_) new_line();
  text_ += bracket;
  empty_ = false;
}

void JsonText::key(std::string_view name) {
  begin_value();
  text_ += '"';
  text_ += name;
  text_ += pretty_ ? "\": " : "\":";
  after_key_ = true;
}

void JsonText::value(std::string_view text) {
  if (std::any_of(text.begin(), text.end(), needs_care)) return value(Json(text));
  begin_value();
  text_ += '"';
  text_ += text;
  text_ += '"';
}

void JsonText::value(const Json& document) {
  begin_value();
  const std::string text =
      document.dump(pretty_ ? static_cast<int>(kIndent) : -1, ' ', false, Json::error_handler_t::replace);
  for (const char c : text) {
    text_ += c;
    if (c == '\n') text_.append(kIndent * depth_, ' ');  // strings have none
  }
}

std::string JsonText::take() {
  text_ += '\n';
  return std::exchange(text_, {});
}

}  // namespace bpflens::render
