// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A JSON document written piece by piece, in the very form in which text_of() writes a whole one. For lists that can be
// long: a tree of values takes ten times as long as its text.
#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "render/json.hpp"

namespace bpflens::render {

class JsonText {
 public:
  explicit JsonText(bool pretty) : pretty_(pretty) {}

  void open_object() { open('{'); }
  void close_object() { close('}'); }
  void open_array() { open('['); }
  void close_array() { close(']'); }

  // The name of the next value; it needs no escapes.
  void key(std::string_view name);

  // Invalid UTF-8 is replaced.
  void value(std::string_view text);
  void value(const std::string& text) { value(std::string_view(text)); }
  void value(const char* text) { value(std::string_view(text)); }
  void value(bool truth) { literal(truth ? "true" : "false"); }
  void value(const Json& document);

  // Text that is a document already, on one line.
  void document(std::string_view text) { literal(text); }

  template <std::integral Number>
  void value(Number number) {
    char digits[24];
    literal({digits, std::to_chars(digits, digits + sizeof digits, number).ptr});
  }

  template <class Value>
  void field(std::string_view name, const Value& of) {
    key(name);
    value(of);
  }

  // A list under a name.
  template <class List>
  void list(std::string_view name, const List& of) {
    key(name);
    open_array();
    for (const auto& element : of) value(element);
    close_array();
  }

  // Gives what was written so far to the sink once it is worth it: before the next piece, when there is much.
  template <class Sink>
  void pass_on(Sink& sink) {
    if (text_.size() < kMuch) return;
    sink << text_;
    text_.clear();
  }

  // What was written so far and not passed on.
  std::string take_so_far() { return std::exchange(text_, {}); }

  // What was written and not passed on, with a newline at the end.
  std::string take();

 private:
  static constexpr std::size_t kMuch = 1 << 16;

  void open(char bracket);
  void close(char bracket);
  void begin_value();
  void literal(std::string_view text);
  void new_line();

  bool pretty_;
  bool after_key_ = false;
  bool empty_ = true;  // nothing is in the innermost brackets yet
  std::size_t depth_ = 0;
  std::string text_;
};

}  // namespace bpflens::render
